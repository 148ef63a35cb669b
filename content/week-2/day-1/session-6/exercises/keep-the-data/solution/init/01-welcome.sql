-- 비어 있는 데이터베이스에 첫 메모를 남깁니다.
-- Leaves a first note in an empty database.
CREATE TABLE notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  text text NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO notes (text) VALUES ('welcome');

#!/bin/sh
# 메모장을 올리는 명령입니다. 위키에서 복사했습니다. 순서대로, 한 줄도 빠짐없이 실행하세요!
# How we bring the notebook up. Copied from the wiki. In this order, and do not skip a line!

docker network create notebook
docker volume create notes_data

docker run -d --name db --network notebook \
  -e POSTGRES_USER=lab \
  -e POSTGRES_PASSWORD=secret \
  -e POSTGRES_DB=notes \
  -v notes_data:/var/lib/postgresql/data \
  -p 5432:5432 \
  postgres:13

docker run -d --name api --network notebook \
  -e DATABASE_URL=postgresql://lab:secret@db:5432/notes \
  -e DATABASE_WAIT_SECONDS=60 \
  -e SERVICE_NAME=notebook \
  -p 8080:8000 \
  lab/api

import type { Topic } from "../scenario.ts";

const box = "docker create --name box alpine:3 cat /in.txt";

export const cpTopic: Topic = {
  topic: "docker cp",
  scenarios: [
    {
      must: "a file must pass in and out unchanged",
      files: { "in.txt": "내용\n", "script.sh": "echo run\n" },
      run: `
        ${box}
        docker cp in.txt box:/in.txt
        docker cp box:/in.txt out.txt
        cmp in.txt out.txt
        chmod 755 script.sh; docker cp script.sh box:/script.sh; docker cp box:/script.sh back.sh; stat -c %a back.sh
        docker start -a box
      `,
    },
    {
      must: "a directory must pass as itself or as its content",
      files: { "d/a.txt": "a", "d/e/b.txt": "b" },
      run: `
        ${box}
        docker cp d box:/whole
        docker cp d box:/tmp
        docker cp d/. box:/content
        docker cp box:/tmp/d out1
        docker cp box:/content/. out2
        find out1 out2 -type f | sort
      `,
    },
    {
      must: "what is not there must be missing in the engine's words",
      files: { "in.txt": "x" },
      run: `
        ${box}
        ! docker cp box:/nosuch .
        ! docker cp nosuch.txt box:/
        ! docker cp in.txt nosuch:/
        ! docker cp in.txt box:/nosuch/dir/
        ! docker cp in.txt box:/nosuch/in.txt
        ! docker cp nosuch:/etc .
        ! docker cp box:/etc nosuch/deeper
      `,
    },
    {
      must: "a directory must not be copied onto a file, nor a file into one",
      files: { "in.txt": "x", "d/a.txt": "a" },
      run: `
        ${box}
        ! docker cp d box:/etc/passwd
        ! docker cp in.txt box:/etc/passwd/
        ! docker cp box:/etc in.txt
        ! docker cp box:/a box:/b
        ! docker cp in.txt d
      `,
    },
    {
      must: "an archive must stream in and out",
      files: { "d/a.txt": "streamed\n" },
      run: `
        ${box}
        tar cf - -C d a.txt | docker cp - box:/tmp
        docker cp box:/tmp/a.txt - | tar xOf -
        ! echo no archive | docker cp - box:/tmp
        docker cp box:/etc/hosts - | tar tf -
      `,
    },
    {
      must: "links must be copied as links, or followed when asked",
      files: { "d/a.txt": "target\n" },
      run: `
        ln -s a.txt d/link
        ${box}
        docker cp d/link box:/link1
        docker cp -L d/link box:/link2
        docker cp box:/link1 out1; readlink out1
        docker cp box:/link2 out2; cat out2
        docker cp -L box:/bin/sh out3; test -f out3
      `,
    },
    {
      must: "a running container must take files too",
      files: { "in.txt": "live\n" },
      run: `
        docker run -d --name box --init -v data:/data alpine:3 sleep 100
        docker cp in.txt box:/data/in.txt
        docker exec box cat /data/in.txt
        docker cp -a in.txt box:/tmp/owned
        docker exec box stat -c %u /tmp/owned
        docker cp -q in.txt box:/tmp/quiet
      `,
    },
  ],
};

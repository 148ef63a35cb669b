import type { Topic } from "../scenario.ts";

const stages = `FROM alpine:3 AS base
ARG WORD=default
ENV WORD=$WORD
RUN echo "$WORD" > /word
FROM alpine:3
COPY --from=base /word /word
COPY site /site
LABEL tier=front
EXPOSE 8000
USER nobody
WORKDIR /site
ENTRYPOINT ["cat"]
CMD ["/word"]
`;

/** Times and ids are normalised; the classic builder warns of itself in the same words on both sides. */
export const buildTopic: Topic = {
  topic: "docker build",
  scenarios: [
    {
      must: "a build in stages must print its steps and make the image",
      files: { Dockerfile: stages, "site/index.html": "hi\n" },
      run: `
        docker build -t own:1 .
        docker run --rm own:1
        docker run --rm own:1 /site/index.html
        docker image inspect -f '{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{.Config.User}} {{.Config.WorkingDir}} {{json .Config.ExposedPorts}} {{json .Config.Labels}}' own:1
      `,
    },
    {
      must: "a second build must use the cache, and --no-cache must not",
      files: { Dockerfile: "FROM alpine:3\nRUN echo one > /one\nRUN echo two > /two\n" },
      run: `
        docker build -q -t own . > first
        docker build -t own . | grep -c 'Using cache'
        docker build -q -t own . | cmp - first
        docker build --no-cache -t own . | grep -c 'Using cache' || true
      `,
    },
    {
      must: "arguments, target and labels must be taken from the command line",
      files: { Dockerfile: stages, "site/index.html": "hi\n" },
      run: `
        docker build -t own --target base --build-arg WORD=given --label by=hand .
        docker run --rm own cat /word
        docker image inspect -f '{{json .Config.Labels}}' own
        ! docker build --target nosuch .
        docker build -q -t unused --build-arg NOSUCH=1 . > /dev/null
      `,
    },
    {
      must: "a failing step must fail the build with its code, and leave the steps before it",
      files: { Dockerfile: "FROM alpine:3\nRUN echo fine\nRUN echo broken; exit 7\nRUN echo never\n" },
      run: `
        ! docker build -t own .
        ! docker image inspect own
      `,
    },
    {
      must: "a Dockerfile with errors must be refused, naming line or instruction",
      files: {
        "unknown/Dockerfile": "FROM alpine:3\nNOSUCH x\n",
        "empty/Dockerfile": "",
        "nofrom/Dockerfile": "RUN echo x\n",
        "badfrom/Dockerfile": "FROM\n",
        "badcopy/Dockerfile": "FROM alpine:3\nCOPY nosuch /x\n",
        "outside/Dockerfile": "FROM alpine:3\nCOPY ../x /x\n",
        "badstage/Dockerfile": "FROM alpine:3\nCOPY --from=nosuch /x /x\n",
        "badenv/Dockerfile": "FROM alpine:3\nENV x\n",
        "badflag/Dockerfile": "FROM alpine:3\nCOPY --nosuch=1 Dockerfile /\n",
      },
      run: `
        ! docker build unknown
        ! docker build empty
        ! docker build nofrom
        ! docker build badfrom
        ! docker build badcopy
        ! docker build outside
        ! docker build badenv
        ! docker build badflag
      `,
    },
    {
      must: "a context or Dockerfile that is not there must be missed",
      files: { "other.file": "FROM alpine:3\nRUN echo other\n" },
      run: `
        ! docker build .
        ! docker build nosuch
        docker build -f other.file -t own .
        ! docker build -f nosuch .
        ! docker build -t 'Bad Tag' -f other.file .
        ! docker build
      `,
    },
    {
      must: "a Dockerfile must come from standard input, with or without a context",
      files: { "a.txt": "a\n", Dockerfile: "FROM nosuch\n" },
      run: `
        printf 'FROM alpine:3\\nRUN echo from stdin\\n' | docker build -t own -
        printf 'FROM alpine:3\\nCOPY a.txt /a\\nCMD cat /a\\n' | docker build -q -t own2 -f - . > /dev/null
        docker run --rm own2
        tar cf - a.txt | ( ! docker build -t own3 - )
      `,
    },
    {
      must: "what .dockerignore names must not be in the context",
      files: {
        Dockerfile: "FROM alpine:3\nCOPY . /c\nRUN find /c -type f | sort\n",
        ".dockerignore": "*.log\nsecret\n!keep.log\n",
        "a.log": "",
        "keep.log": "",
        "secret/key": "",
        "b.txt": "",
      },
      run: `
        docker build -t own .
      `,
    },
    {
      must: "the rarer instructions must do what they say",
      files: {
        Dockerfile: `FROM alpine:3
SHELL ["/bin/sh", "-ec"]
VOLUME /data
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s --retries=2 CMD test -e /
ONBUILD RUN echo child
ENV A=1 B="two words"
RUN echo $A $B
ADD a.txt /add/
COPY --chown=1000:1000 a.txt /a
MAINTAINER someone
`,
        "a.txt": "a\n",
      },
      run: `
        docker build -t own .
        docker image inspect -f '{{json .Config.Shell}} {{json .Config.Volumes}} {{.Config.StopSignal}} {{json .Config.Healthcheck}} {{json .Config.OnBuild}} {{.Author}}' own
        printf 'FROM own\\n' | docker build -t child -
        docker run --rm own stat -c '%u' /a
      `,
    },
    {
      must: "a build must tag all that it is told to and print only the id when quiet",
      files: { Dockerfile: "FROM alpine:3\nRUN true\n" },
      run: `
        docker build -q -t one:1 -t two:2 .
        docker images --format '{{.Repository}}:{{.Tag}}' one
        docker images --format '{{.Repository}}:{{.Tag}}' two
        docker build --iidfile id -q . > /dev/null; grep -c sha256 id
      `,
    },
  ],
};

#!/bin/sh
# 이 파일은 고치지 마세요. / Leave this file as it is.
# 빈 대기열에서 시작해서, 일 세 개를 넣으면 세 개가 기다리는지 봅니다.
# Begins with an empty queue, puts three jobs into it, and looks whether three are waiting.
set -eu
ask="curl -fsS --retry 30 --retry-connrefused --retry-delay 1 -m 5"

before=$($ask http://api:8000/jobs)
case $before in
  *'"waiting": 0'*) ;;
  *) echo "FAILED: the queue is not empty: $before"; exit 1 ;;
esac

$ask -X POST "http://api:8000/jobs?count=3"
after=$($ask http://api:8000/jobs)
case $after in
  *'"waiting": 3'*) echo "PASSED" ;;
  *) echo "FAILED: three jobs should be waiting: $after"; exit 1 ;;
esac

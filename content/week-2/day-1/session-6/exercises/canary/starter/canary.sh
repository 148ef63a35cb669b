#!/bin/bash
# 쓰는 법 / usage: bash canary.sh PERCENT
echo "TODO: $1 %"

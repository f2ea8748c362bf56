#!/bin/sh
# Takes out of node_modules (the first argument) what a running Dreambot never reads: other systems' binaries, types, maps.
set -eu
modules=$1
own=linux/$(node -p process.arch)

cd "$modules"
for folder in onnxruntime-node/bin/napi-v*/*/*; do
  case $folder in
    */"$own") ;;
    *) rm -rf "$folder" ;;
  esac
done
# Of all files that are source to a compiler or a debugger, Node reads none.
find . -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' -o -name '*.md' ! -iname '*licen*' \) -delete
rm -rf @types bintrees/test

#!/usr/bin/env bash
# Assembles kernels for an architecture and prints what each of them needs there (table.awk); compares with the budgets and ends with an error where
# one is exceeded, or a kernel has none.
# Usage: table.sh kernels.ptx folder budgets.txt architecture
set -euo pipefail
ptx=$1 folder=$2 budgets=$3 architecture=$4
part=$folder/$(basename "$ptx" .ptx).$architecture
mkdir -p "$folder"
rm -f "$part.txt"
# The disassembler behind cuobjdump lies beside it.
PATH=$PATH:$(dirname "$(command -v "${CUOBJDUMP:-cuobjdump}")")
"${PTXAS:-ptxas}" -v -arch="sm_$architecture" "$ptx" -o "$part.cubin" 2>"$part.log" || { cat "$part.log" >&2; exit 1; }
"${CUOBJDUMP:-cuobjdump}" -sass "$part.cubin" >"$part.sass"
awk -v architecture="$architecture" -v budgets="$(basename "$budgets")" -f table.awk "$ptx" "$part.log" "$part.sass" "$budgets" >"$part.part" \
  || { cat "$part.part"; exit 1; }
mv "$part.part" "$part.txt"

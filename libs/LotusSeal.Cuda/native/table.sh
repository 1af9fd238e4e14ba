#!/usr/bin/env bash
# Assembles the kernels for each architecture and prints what each one needs: registers, spilled bytes, and how often the instructions occur that
# matter. Compares with the budgets and ends with an error where one is exceeded.
# Usage: table.sh kernels.ptx folder budgets.txt architecture…
set -euo pipefail
ptx=$1 folder=$2 budgets=$3
shift 3
assembler=${PTXAS:-ptxas} disassembler=${CUOBJDUMP:-cuobjdump}
for tool in "$assembler" "$disassembler"; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed (Debian, section non-free: nvidia-cuda-toolkit)" >&2; exit 0; }
done
mkdir -p "$folder"
status=0
printf '%-6s %-14s %9s %7s %6s %6s %6s %6s\n' arch kernel registers spilled wide high imad all
for architecture in "$@"; do
  cubin=$folder/sm_$architecture.cubin
  "$assembler" -v -arch="sm_$architecture" "$ptx" -o "$cubin" 2>"$folder/sm_$architecture.log"
  while read -r kernel most_registers most_spilled most_wide most_all; do
    case $kernel in ''|'#'*) continue ;; esac
    registers=$(grep -A 4 "Compiling entry function '$kernel'" "$folder/sm_$architecture.log" | grep -oE 'Used [0-9]+' | head -n 1 | grep -oE '[0-9]+')
    spilled=$(grep -A 4 "Compiling entry function '$kernel'" "$folder/sm_$architecture.log" | grep -oE '[0-9]+ bytes spill stores' | head -n 1 | grep -oE '^[0-9]+')
    "$disassembler" -sass -fun "$kernel" "$cubin" | grep -oE '^\s+/\*[0-9a-f]{4,5}\*/\s+(@!?U?P[0-9T]+ )?[A-Z0-9_.]+' | awk '{ print $NF }' >"$folder/instructions"
    all=$(grep -vc '^NOP' "$folder/instructions")
    wide=$(grep -cE '^IMAD\.WIDE' "$folder/instructions" || true)
    high=$(grep -cE '^IMAD\.HI' "$folder/instructions" || true)
    imad=$(grep -E '^IMAD' "$folder/instructions" | grep -cvE 'WIDE|HI|MOV|SHL|IADD' || true)
    printf '%-6s %-14s %9s %7s %6s %6s %6s %6s\n' "sm_$architecture" "$kernel" "$registers" "$spilled" "$wide" "$high" "$imad" "$all"
    for pair in "registers $registers $most_registers" "spilled $spilled $most_spilled" "wide $wide $most_wide" "all $all $most_all"; do
      read -r what is most <<<"$pair"
      [ "$most" = - ] || [ "$is" -le "$most" ] || { echo "error: $kernel on sm_$architecture: $what is $is, the budget is $most" >&2; status=1; }
    done
  done <"$budgets"
done
exit $status

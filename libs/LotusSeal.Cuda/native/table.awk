# What kernels need on an architecture, from their PTX (*.ptx), the assembler's words (*.log), the disassembled code (*.sass) and what is allowed:
# registers, bytes of spilled registers, shared memory of a block, how many blocks and warps a multiprocessor holds at once, and the instructions of
# the code: wide products, those taken apart (IMAD.HI is the upper half of one), loads and stores, all but fillers.

# Limits of a multiprocessor ("Technical Specifications per Compute Capability" of the CUDA C++ Programming Guide): warps, blocks, bytes of shared
# memory, and how many of these the system keeps for each block. All have 65,536 registers, which a warp gets in units of 256, warps in fours.
BEGIN {
  if (architecture == 75) split("32 16 65536 0", limit)
  else if (architecture == 80) split("64 32 167936 1024", limit)
  else if (architecture == 86) split("48 16 102400 1024", limit)
  else if (architecture == 89) split("48 24 102400 1024", limit)
  else if (architecture == 90) split("64 32 233472 1024", limit)
  else { complain("its limits are not known"); exit 1 }
}
function complain(text) {
  printf "error: %son sm_%s: %s\n", kernel == "" ? "" : kernel " ", architecture, text >"/dev/stderr"
  failed = 1
}
function at_most(what, is, bound) { if (bound != "-" && is > bound + 0) complain(what " is " is ", the budget is " bound) }
function at_least(what, is, bound) { if (bound != "-" && is < bound + 0) complain(what " is " is ", the budget is " bound) }
function smaller(a, b) { return a < b ? a : b }
function blocks_of(registers_of_thread, warps, shared,   of_warp, count) {
  of_warp = int((registers_of_thread * 32 + 255) / 256) * 256
  count = int(int(65536 / of_warp / 4) * 4 / warps)
  count = smaller(count, smaller(limit[2], int(limit[1] / warps)))
  return shared + limit[4] > 0 ? smaller(count, int(limit[3] / (shared + limit[4]))) : count
}
FILENAME ~ /\.ptx$/ {
  if ($1 == ".visible") { split($3, name, "("); kernel = name[1] }
  if ($1 == ".maxntid") threads[kernel] = $2 + 0
  next
}
FILENAME ~ /\.log$/ {
  if (/Compiling entry function/) { split($0, name, "'"); kernel = name[2] }
  if (/Function properties for/) described = $NF
  if (described == kernel && match($0, /[0-9]+ bytes spill stores/)) spilled[kernel] = substr($0, RSTART) + 0
  if (match($0, /Used [0-9]+ registers/)) registers[kernel] = substr($0, RSTART + 5) + 0
  next
}
FILENAME ~ /\.sass$/ {
  if ($1 == "Function") { kernel = $3; next }
  if ($1 !~ /^\/\*[0-9a-f]+\*\/$/) next
  operation = $2 ~ /^@/ ? $3 : $2
  if (operation ~ /^NOP/) next
  all[kernel]++
  if (operation ~ /^IMAD\.WIDE/) wide[kernel]++
  if (operation ~ /^IMAD\.HI/) apart[kernel]++
  if (operation ~ /^(LD|LDG|LDS|LDL|ST|STG|STS|STL|ATOM|ATOMG|RED)[.;]/) memory[kernel]++
  next
}
/^#/ || NF == 0 { next }
{
  kernel = $1
  if (!(kernel in registers)) { complain("there is no such kernel"); next }
  budgeted[kernel] = 1
  warps_of_block = int((threads[kernel] + 31) / 32)
  blocks = blocks_of(registers[kernel], warps_of_block, $2)
  printf "sm_%-3s %-15s %9d %7d %6d %6d %5d %5d %5d %6d %6d\n", architecture, kernel, registers[kernel], spilled[kernel], $2, blocks,
    blocks * warps_of_block, wide[kernel], apart[kernel], memory[kernel], all[kernel]
  at_most("registers", registers[kernel], $3)
  at_most("spilled", spilled[kernel] + 0, $4)
  at_least("warps", blocks * warps_of_block, $5)
  at_most("wide", wide[kernel] + 0, $6)
  at_most("apart", apart[kernel] + 0, $7)
  at_most("all", all[kernel], $8)
}
END {
  for (kernel in registers) if (!(kernel in budgeted)) complain("it has no line in " budgets)
  exit failed
}

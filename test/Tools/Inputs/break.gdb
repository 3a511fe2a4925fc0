set debuginfod enabled off
set breakpoint pending on
break first_phase0
run
info symbol $pc
backtrace

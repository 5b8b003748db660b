# shellcheck shell=bash
# A private /16 that nothing on this machine uses, so that clusters, engines and VPNs live side by side.

subnet_is_free() {
  local in_use
  # Not in a pipe: grep -q ends at the first match, and what still writes to it then fails, which reads as "free".
  in_use=$(ip -4 -o address show && ip -4 route show table all)
  ! grep -qE "(^|[ /])${1//./\\.}\\." <<<"$in_use"
}

# free_subnet SEED: prints the first two bytes, for instance 10.77. The seed spreads those who choose at the same time.
free_subnet() {
  local start=$((16#${1:0:4})) offset second
  for ((offset = 0; offset < 100; offset++)); do
    second=$((100 + (start + offset) % 100))
    if subnet_is_free "10.$second"; then
      echo "10.$second"
      return
    fi
  done
  return 1
}

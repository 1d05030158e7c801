# Starts a server with the environment of the page, and stops it when it serves: a page would wait for its end.
set -euo pipefail
folder=$(mktemp -d)
coproc server { exec env PORT=0 DARKROOM_DATA_DIR="$folder" "$@"; }
pid=$server_PID
grep -m 1 'Serving address=' <&"${server[0]}"
kill "$pid"
wait "$pid"

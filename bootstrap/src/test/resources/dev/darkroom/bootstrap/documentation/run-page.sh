# Runs the script of a page like a reader does, until a command fails. Then it prints the line.
# A response must have a 2xx or 3xx status, or the one in a comment of its line, such as: curl http://127.0.0.1:8080/missing    # 404
set -euo pipefail
shopt -s inherit_errexit
script_of_page=$1
trap 'echo "FAILED line $LINENO"' ERR

curl() {
    local headers expected status
    # The command may write the headers to a file itself.
    if [[ " $* " =~ \ -D\ ([^ ]+)\  ]]; then
        headers=${BASH_REMATCH[1]}
        command curl "$@" || return
    else
        headers=$(mktemp)
        command curl --dump-header "$headers" "$@" || return
    fi
    # After redirects and repetitions, the last status counts.
    status=$(grep -a '^HTTP/' "$headers" | tail -n 1 | cut -d ' ' -f 2)
    expected=$(sed -n "${BASH_LINENO[0]}s/.*# \([1-5][0-9][0-9]\)\b.*/\1/p" "$script_of_page")
    if ! [[ $status =~ ^${expected:-[23]..}$ ]]; then
        echo "The status is $status" >&2
        return 1
    fi
}

. "$script_of_page"

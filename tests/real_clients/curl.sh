# curl, signed by the functions of adapters/signer.sh's language: OpenSSL and the
# shell.
set -eu
call() { # method, URI, body
  nonce=$(od -An -N6 -tu8 /dev/urandom | tr -d ' ')
  timestamp=$(date +%s)
  signature=$(printf '%s\nX-TC-Key=%s&X-TC-Nonce=%s&X-TC-Timestamp=%s\n%s\n%s' \
    "$1" "$TMSIG_SECRET_ID" "$nonce" "$timestamp" "$2" "$3" |
    python3 -c 'import base64, hmac, os, sys
key = os.environ["TMSIG_SECRET_KEY"].encode()
print(base64.b64encode(hmac.new(key, sys.stdin.buffer.read(), "sha256").hexdigest().encode()).decode())')
  set -- "$1" "$2" "$3" "$nonce" "$timestamp" "$signature"
  if [ -n "$3" ]; then printf '%s' "$3" | send "$@" --data-binary @-; else send "$@"; fi
}
send() {
  method=$1 uri=$2 nonce=$4 timestamp=$5 signature=$6
  shift 6
  curl --silent --show-error --fail-with-body --path-as-is --globoff -X "$method" "$BASE_URL$uri" \
    -H "AppId: $TMSIG_APP_ID" -H "SdkId: $TMSIG_SDK_ID" -H 'X-TC-Registered: 1' \
    -H 'Content-Type: application/json' -H "X-TC-Key: $TMSIG_SECRET_ID" -H "X-TC-Nonce: $nonce" \
    -H "X-TC-Timestamp: $timestamp" -H "X-TC-Signature: $signature" "$@" >/dev/null
}
call GET '/v1/users/list?page=1&page_size=20' ''
call GET '/v1/meetings/7567173273889276131?userid=%E5%BC%A0%E4%B8%89&instanceid=1' ''
call GET '/v2/a%2fb%2FC//d/../e?q=a+b%20c&empty=&q=2' ''
call GET '/v1/users/list?' ''
call GET '/v1/a~b!c?x=<y>&z="q"`|\^{}' ''
call POST '/v1/meetings' '{"subject":"周会 🎉","userid":"tester1","instanceid":1}'
call PUT '/v1/meetings/1' '{"userid":"tester1"}'
call DELETE '/v1/users/tester1' ''

#!/bin/sh
# The Tencent Meeting REST API request signature in POSIX sh, with openssl, od and (for the adapter) awk.
#
# Copy `sign` and `pad_key` into your script. The rest lets `tmsig test -- sh signer.sh` check them.

LC_ALL=C # Text is bytes, to the shell and to awk.
export LC_ALL
unset secret_key padded_key inner_pad outer_pad line # An exported variable would take the key to every child.

# ---- The signature: copy these two functions ---------------------------------------------------

# sign SECRET_ID SECRET_KEY METHOD URI NONCE TIMESTAMP CONTENT_TYPE < BODY
#
# Prints the X-TC-Signature of one request, without a newline. Every argument is what goes over the wire: METHOD in
# upper case, URI the path and query as sent (no scheme, no host), NONCE and TIMESTAMP the values of their headers,
# CONTENT_TYPE the header or ''. BODY is the bytes you send: write them to a file, `sign ... <file`, and send the file
# (`curl --data-binary @file`; plain `--data` drops newlines). No variable holds it, because none can hold a NUL.
#
# What goes wrong in sh: `openssl dgst -hmac KEY` and `-macopt key:KEY` show the SecretKey to everybody who runs ps.
# HMAC is therefore built from its definition, SHA256(outer pad, SHA256(inner pad, message)), and the pads, which are
# as secret as the key, are written by printf, which is part of the shell and not a process. Two more: `echo` adds a
# newline to what is signed, and base64 tools break the 88 characters in two (hence `-A`).
sign() {
  pad_key "$2"
  media_type=${7%%;*}
  media_type=${media_type#"${media_type%%[![:blank:]]*}"}
  media_type=${media_type%"${media_type##*[![:blank:]]}"}
  hex_digest=$(
    {
      printf "$outer_pad"
      {
        printf "$inner_pad"
        printf '%s\nX-TC-Key=%s&X-TC-Nonce=%s&X-TC-Timestamp=%s\n%s\n' "$3" "$1" "$5" "$6" "$4"
        case $media_type in
          [Mm][Uu][Ll][Tt][Ii][Pp][Aa][Rr][Tt]/[Ff][Oo][Rr][Mm]-[Dd][Aa][Tt][Aa])
            cat >/dev/null ;; # An upload is signed as if it had no body.
          *) cat ;;
        esac
      } | openssl dgst -sha256 -binary
    } | openssl dgst -sha256 -r
  )
  printf %s "${hex_digest%% *}" | openssl base64 -A
}

# pad_key SECRET_KEY
#
# Sets inner_pad and outer_pad, the two blocks HMAC makes of a key, as octal escapes for printf. Does nothing when
# the key is the one of the last call: call it once outside of $(...) or a pipe, and every `sign` after it is faster.
pad_key() {
  [ -n "${inner_pad-}" ] && [ "$1" = "$padded_key" ] && return
  padded_key=$1 inner_pad= outer_pad= octet_count=0
  set -- $(printf %s "$padded_key" | od -An -v -tu1) # Unquoted, to be split into one argument an octet.
  if [ $# -gt 64 ]; then # A key longer than a SHA-256 block is hashed first.
    set -- $(printf %s "$padded_key" | openssl dgst -sha256 -binary | od -An -v -tu1)
  fi
  while [ "$octet_count" -lt 64 ]; do
    inner=$((${1:-0} ^ 0x36)) outer=$((${1:-0} ^ 0x5c)) octet_count=$((octet_count + 1))
    inner_pad=$inner_pad\\$((inner / 64))$((inner / 8 % 8))$((inner % 8))
    outer_pad=$outer_pad\\$((outer / 64))$((outer / 8 % 8))$((outer % 8))
    [ $# -eq 0 ] || shift
  done
}

# ---- The adapter: only for `tmsig test` --------------------------------------------------------

# Reads one JSON object and writes it as shell assignments, every value in single quotes, so that eval is safe
# whatever the line holds. Members nobody asked for are stepped over, nested ones without a look at their grammar.
json_reader=$(cat <<'AWK'
BEGIN {
  STRING = "^\"([^\"\\\\\001-\037]|\\\\[\"\\\\/bfnrtu])*\""
  OTHER = "^(-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false|null)"
  MEANING["\""] = "\""; MEANING["/"] = "/"
  MEANING["b"] = "\b"; MEANING["f"] = "\f"; MEANING["n"] = "\n"; MEANING["r"] = "\r"; MEANING["t"] = "\t"
  wanted = split("secret_id secret_key method uri nonce timestamp content_type body_base64", names, " ")
}
{
  rest = $0
  valid = take("^[{]")
  for (first = 1; valid && !take("^[}]"); first = 0) {
    valid = (first || take("^,")) && take(STRING)
    name = text_of(token)
    valid = valid && take("^:") && take_value()
    members[name] = token
  }
  seq = members["seq"] ~ /^[-0-9]/ ? members["seq"] : "null"
  op = text_of(members["op"])
  problem = ""
  if (!valid || rest !~ /^[ \t\r]*$/) {
    seq = "null"
    problem = "\"error\":\"not a JSON object\""
  } else if (op == "sign") {
    for (i = 1; i <= wanted; i++) {
      name = names[i]
      nul = bad_escape = 0
      value = text_of(members[name])
      if (members[name] !~ /^"/ || bad_escape) problem = "\"error\":\"" name " is missing or not text\""
      else if (nul) problem = "\"skip\":\"a shell variable cannot hold the NUL in " name "\""
      assign(name, value)
    }
    if (!problem && (value !~ /^[A-Za-z0-9+\/]*=?=?$/ || length(value) % 4))
      problem = "\"error\":\"body_base64 is not base64\""
  } else if (op != "start") problem = "\"error\":\"unknown op\""
  assign("op", op)
  assign("seq", seq)
  assign("problem", problem)
}
function take(pattern) { # Moves the token at the start of `rest` to `token`.
  sub(/^[ \t\r]+/, "", rest)
  if (!match(rest, pattern)) return 0
  token = substr(rest, 1, RLENGTH)
  rest = substr(rest, RLENGTH + 1)
  return 1
}
function take_value(    depth) {
  if (take(STRING) || take(OTHER)) return 1
  if (!take("^[[{]")) return 0
  for (depth = 1; depth > 0; depth += (token ~ /^[[{]/) - (token ~ /^[]}]/))
    if (!take(STRING) && !take(OTHER) && !take("^[][{}:,]")) return 0
  return 1
}
function text_of(string,    pieces, count, i, text, piece, code) {
  string = substr(string, 2, length(string) - 2)
  if (!index(string, "\\\\")) gsub(/\\\//, "/", string) # Many writers escape every slash of a long base64.
  count = split(string, pieces, /\\/)
  text = pieces[1]
  for (i = 2; i <= count; i++) {
    piece = pieces[i]
    if (piece == "") text = text "\\" pieces[++i]
    else if (piece !~ /^u/) text = text MEANING[substr(piece, 1, 1)] substr(piece, 2)
    else {
      code = code_unit(piece)
      if (code >= 55296 && code < 56320 && length(piece) == 5) { # A high surrogate: the low one follows.
        piece = pieces[++i]
        code = code_unit(piece) - 56320 + (code - 55296) * 1024 + 65536
        if (code_unit(piece) < 56320 || code_unit(piece) > 57343) bad_escape = 1
      } else if (code < 0 || code >= 55296 && code < 57344) bad_escape = 1
      if (code == 0) nul = 1
      text = text utf8(code) substr(piece, 6)
    }
  }
  return text
}
function code_unit(piece,    i, code) { # The number in "u20AC...", or -1.
  if (piece !~ /^u[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]/) return -1
  for (i = 2; i <= 5; i++) code = code * 16 + index("0123456789abcdef", tolower(substr(piece, i, 1))) - 1
  return code
}
function utf8(code) {
  if (code < 1) return ""
  if (code < 128) return sprintf("%c", code)
  if (code < 2048) return sprintf("%c", 192 + int(code / 64)) tail(code, 1)
  if (code < 65536) return sprintf("%c", 224 + int(code / 4096)) tail(code, 2)
  return sprintf("%c", 240 + int(code / 262144)) tail(code, 3)
}
function tail(code, count) {
  return (count > 1 ? tail(int(code / 64), count - 1) : "") sprintf("%c", 128 + code % 64)
}
function assign(name, value) {
  gsub(/'/, "'\\''", value)
  print name "='" value "'"
}
AWK
)

reply() {
  printf "$@" 2>/dev/null || exit 0 # Nobody is listening any more.
}
trap 'exit 0' PIPE

while IFS= read -r line || [ -n "$line" ]; do
  eval "$(printf '%s\n' "$line" | awk "$json_reader")"
  if [ -n "$problem" ]; then
    reply '{"seq":%s,%s}\n' "$seq" "$problem"
  elif [ "$op" = start ]; then
    language="posix sh, $(openssl version)"
    reply '{"version":1,"name":"tmsig sh adapter","language":"%s","ops":["sign"]}\n' "$language"
  else
    pad_key "$secret_key" # Here, not in the pipe below, so that it is remembered.
    signature=$(
      printf %s "$body_base64" | openssl base64 -d -A |
        sign "$secret_id" "$secret_key" "$method" "$uri" "$nonce" "$timestamp" "$content_type"
    )
    reply '{"seq":%s,"signature":"%s"}\n' "$seq" "$signature"
  fi
done

#!/bin/sh
# A client of the Tencent Meeting (腾讯会议) REST API in POSIX sh with curl, openssl, od and awk, that signs exactly what
# it sends.
#
#   TMSIG_BASE_URL=https://api.meeting.qq.com TMSIG_APP_ID=… TMSIG_SECRET_ID=… TMSIG_SECRET_KEY=… \
#     sh curl_client.sh POST '/v1/meetings/{meeting_id}/cancel' -p meeting_id 123 -q userid 张三 -b body.json
#
#   -p NAME VALUE   fills {NAME} in the path          -b FILE   the body, byte for byte
#   -q NAME VALUE   adds to the query, in this order  -t TYPE   its Content-Type, unless it is application/json
#
# Prints the answer, and the status on stderr. Without arguments it is an adapter for
# `tmsig test --client -- sh curl_client.sh`, which takes perl to read JSON; leave that part out of your copy.
#
# What goes wrong in sh: `curl --data` drops line breaks, `--data-urlencode` encodes after the signature was made, curl's
# globbing takes [ ] and { } for patterns, and what stands in an argument is seen by everybody who runs ps.

LC_ALL=C # Text is bytes, to the shell and to awk.
export LC_ALL

# ---- The client: copy this part ----------------------------------------------------------------

# Percent-encodes all but A-Z a-z 0-9 - . _ ~.
encode() {
  printf %s "$1" | od -An -v -tu1 | awk '{
    for (i = 1; i <= NF; i++) {
      kept = $i >= 48 && $i <= 57 || $i >= 65 && $i <= 90 || $i >= 97 && $i <= 122 || $i == 45 || $i == 46 || $i == 95 || $i == 126
      printf kept ? "%c" : "%%%02X", $i
    }
  }'
}

# sign SECRET_ID SECRET_KEY METHOD URI NONCE TIMESTAMP CONTENT_TYPE < BODY
#
# As in adapters/signer.sh, which says why HMAC is built from its definition: no process is shown the SecretKey.
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

# send METHOD URI BODY_FILE CONTENT_TYPE
#
# Signs and sends one request; URI is path and query as they go over the wire. Sets status and location.
send() {
  nonce=$(od -An -N3 -tu4 /dev/urandom | tr -d ' ') timestamp=$(date +%s)
  nonce=$nonce$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')
  signature=$(sign "$TMSIG_SECRET_ID" "$TMSIG_SECRET_KEY" "$1" "$2" "$nonce" "$timestamp" "$4" <"$3")
  set -- "$@" -H "X-TC-Key: $TMSIG_SECRET_ID" -H "X-TC-Nonce: $nonce" -H "X-TC-Timestamp: $timestamp" \
    -H "X-TC-Signature: $signature" -H "AppId: $TMSIG_APP_ID" -H 'X-TC-Registered: 1' -H "Content-Type: $4" -H 'Expect:'
  [ -z "${TMSIG_SDK_ID-}" ] || set -- "$@" -H "SdkId: $TMSIG_SDK_ID"
  [ ! -s "$3" ] || set -- "$@" --data-binary "@$3"
  method=$1 url=$TMSIG_BASE_URL$2
  shift 4
  # -q: no ~/.curlrc. The answer's Location is made absolute by curl.
  told=$(curl -q -sS --globoff --path-as-is --noproxy '*' --max-time 30 -X "$method" "$@" -o "$answer" \
    -w '%{http_code} %{redirect_url}' "$url") || return
  status=${told%% *} location=${told#* }
}

call() {
  method=$1 uri=$2 query= body=/dev/null content_type=application/json answer=$(mktemp)
  trap 'rm -f "$answer"' EXIT
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
      -p) before=${uri%%"{$2}"*} after=${uri#*"{$2}"} uri=$before$(encode "$3")$after; shift 3 ;;
      -q) query=$query${query:+&}$(encode "$2")=$(encode "$3"); shift 3 ;;
      -b) body=$2; shift 2 ;;
      -t) content_type=$2; shift 2 ;;
      *) echo "unknown option $1" >&2; return 2 ;;
    esac
  done
  uri=$uri${query:+?$query}
  send "$method" "$uri" "$body" "$content_type" || return
  if [ "$status" = 307 ]; then # The same again, elsewhere, and so with another signature.
    case $location in
      "$TMSIG_BASE_URL"/*)
        uri=${location#"$TMSIG_BASE_URL"}
        send "$method" "$uri" "$body" "$content_type" || return ;;
    esac
  fi
  if [ "$status" -ge 500 ]; then # Once more, with a new nonce and so a new signature.
    send "$method" "$uri" "$body" "$content_type" || return
  fi
  cat "$answer"
  echo "$status" >&2
}

if [ $# -gt 0 ]; then
  call "$@"
  exit
fi

# ---- The adapter: only for `tmsig test --client` -----------------------------------------------

exec perl -MJSON::PP -MMIME::Base64 -MFile::Temp -e '
  my ($script, $json) = ($ARGV[0], JSON::PP->new->utf8);
  my ($curl) = `curl -q --version` =~ /^curl (\S+)/;
  $| = 1;
  sub bytes { my $text = shift; utf8::encode($text); $text }
  sub start { # Starts one call; returns how to hear of its end.
    my ($account, $call) = @_;
    my @words = ($call->{method}, $call->{path});
    push @words, "-p", $_, $call->{path_params}{$_} for keys %{ $call->{path_params} };
    push @words, "-q", @$_ for @{ $call->{query} };
    my ($body, $type) = (defined $call->{json_text} ? bytes($call->{json_text}) : "", undef);
    if ($call->{multipart}) {
      my $boundary = sprintf "%032d", int rand 1e15;
      for my $part (@{ $call->{multipart} }) {
        $body .= bytes("--$boundary\r\nContent-Disposition: form-data; name=\"$part->{name}\""
          . (defined $part->{filename} ? "; filename=\"$part->{filename}\"" : "")
          . (defined $part->{content_type} ? "\r\nContent-Type: $part->{content_type}" : ""));
        $body .= "\r\n\r\n" . decode_base64($part->{content_base64}) . "\r\n";
      }
      $body .= "--$boundary--\r\n";
      push @words, "-t", "multipart/form-data; boundary=$boundary";
    }
    my $file = File::Temp->new;
    binmode $file;
    print $file $body;
    close $file;
    push @words, "-b", $file->filename if length $body;
    local %ENV = %ENV;
    $ENV{"TMSIG_" . uc} = bytes($account->{$_} // "") for qw(base_url app_id sdk_id secret_id secret_key);
    my $pid = open my $told, "-|";
    if (!$pid) {
      open STDERR, ">&", \*STDOUT;
      open STDOUT, ">", "/dev/null";
      exec "sh", $script, map { bytes($_) } @words;
    }
    return [$told, $file];
  }
  sub status { my $told = do { local $/; my $handle = $_[0][0]; <$handle> }; $told =~ /^(\d{3})$/m ? 0 + $1 : die "$told\n" }
  while (defined(my $line = <STDIN>)) {
    my $message = $json->decode($line);
    my ($op, $seq) = @$message{qw(op seq)};
    my $answer = eval {
      $op eq "start" ? { version => 1, name => "curl $curl", language => "sh", ops => ["call", "calls"] }
        : $op eq "call" ? { seq => $seq, status => status(start($message, $message)) }
        : $op eq "calls" ? { seq => $seq, statuses => [map { status($_) } map { start($message, $_) } @{ $message->{calls} }] }
        : { seq => $seq, error => "unknown op" };
    };
    print $json->encode($answer // { seq => $seq, error => "$@" }), "\n";
  }
' "$0"

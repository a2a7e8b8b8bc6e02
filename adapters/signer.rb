# The Tencent Meeting (腾讯会议) REST API request signature in Ruby 2.7 or later, standard library only.
#
# Copy `sign` into your program. The rest of the file lets `tmsig test -- ruby signer.rb` check it.

require "json"
require "openssl"

# ---- The signature: copy this method -----------------------------------------------------------

# Returns the X-TC-Signature of one request.
#
# Every argument is what goes over the wire: `method` in upper case, `uri` the path and query as sent (no
# scheme, no host), `nonce` and `timestamp` the values of their headers, `content_type` the header or "".
# `body` is the bytes you send, "" for none: generate the JSON once, sign that string, and send that string.
#
# What goes wrong in Ruby: `Base64.encode64`, which breaks the 88 characters with newlines. `pack("m0")` is
# `Base64.strict_encode64` without the gem. And it is `hexdigest` that is encoded, not `digest`.
def sign(secret_id:, secret_key:, method:, uri:, nonce:, timestamp:, content_type:, body:)
  # An upload is signed as if it had no body.
  body = "" if content_type.match?(%r{\A[ \t]*multipart/form-data[ \t]*(;|\z)}i)
  header_string = "X-TC-Key=#{secret_id}&X-TC-Nonce=#{nonce}&X-TC-Timestamp=#{timestamp}"
  # `.b`: joining UTF-8 text with a body of other bytes raises Encoding::CompatibilityError.
  string_to_sign = "#{method}\n#{header_string}\n#{uri}\n".b + body.b
  hex_digest = OpenSSL::HMAC.hexdigest("SHA256", secret_key, string_to_sign)
  [hex_digest].pack("m0")
end

# ---- The adapter: only for `tmsig test` --------------------------------------------------------

TEXT_MEMBERS = %i[secret_id secret_key method uri nonce timestamp content_type].freeze

def text?(value)
  value.is_a?(String) && value.valid_encoding? # JSON.parse lets half of a surrogate pair pass.
end

def answer(line)
  line.force_encoding(Encoding::UTF_8)
  message = JSON.parse(line, symbolize_names: true) if line.valid_encoding?
  return { seq: nil, error: "not a JSON object" } unless message.is_a?(Hash)

  seq = message[:seq]
  case message[:op]
  when "start"
    { version: 1, name: "tmsig ruby adapter", language: "ruby #{RUBY_VERSION}", ops: ["sign"] }
  when "sign"
    broken = [*TEXT_MEMBERS, :body_base64].find { |name| !text?(message[name]) }
    return { seq: seq, error: "#{broken} is missing or not text" } if broken

    body = message[:body_base64].unpack1("m0")
    { seq: seq, signature: sign(**message.slice(*TEXT_MEMBERS), body: body) }
  else
    { seq: seq, error: "unknown op" }
  end
rescue JSON::ParserError
  { seq: nil, error: "not a JSON object" }
rescue ArgumentError # From unpack1.
  { seq: seq, error: "body_base64 is not base64" }
end

begin
  $stdin.binmode # The locale's charset must not touch the bytes.
  $stdout.sync = true # Otherwise Ruby keeps its answers until the buffer is full.
  $stdin.each_line { |line| $stdout.write(JSON.generate(answer(line)), "\n") }
rescue Errno::EPIPE
  # Nobody is listening any more.
end

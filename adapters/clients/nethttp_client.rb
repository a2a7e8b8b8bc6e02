# A client of the Tencent Meeting (腾讯会议) REST API with Ruby's net/http, that signs exactly what it sends.
#
# Copy the part under "The client". The rest lets `tmsig test --client -- ruby nethttp_client.rb` check it.

require "base64"
require "erb"
require "json"
require "net/http"
require "openssl"
require "securerandom"

# ---- The client: copy this part ----------------------------------------------------------------

# Encodes the URI once, writes the body once, signs these, sends these.
#
# What goes wrong in Ruby: URI.encode_www_form for the request and another encoding for the signature, and
# to_json called twice on a Hash that changed in between.
class Client
  def initialize(base_url, app_id:, sdk_id:, secret_id:, secret_key:)
    @base_url, @app_id, @sdk_id, @secret_id, @secret_key = base_url, app_id, sdk_id, secret_id, secret_key
    @address = URI(base_url)
  end

  # `path` is a template like /v1/meetings/{meeting_id}, `query` a list of pairs, `body` the bytes to send or nil.
  def call(method, path, path_params: {}, query: [], body: nil, content_type: "application/json")
    path = path.gsub(/\{(\w+)\}/) { encode(path_params.fetch($1)) }
    pairs = query.map { |name, value| "#{encode(name)}=#{encode(value)}" }
    uri = pairs.empty? ? path : "#{path}?#{pairs.join("&")}"
    response = send_signed(method, uri, body, content_type)
    if response.code == "307" # The same again, elsewhere, and so with another signature.
      target = URI.join(@base_url + uri, response["Location"])
      if "#{target.scheme}://#{target.host}:#{target.port}" == "#{@address.scheme}://#{@address.host}:#{@address.port}"
        uri = target.request_uri
        response = send_signed(method, uri, body, content_type)
      end
    end
    response = send_signed(method, uri, body, content_type) if response.code.to_i >= 500 # With a new nonce.
    response
  end

  private

  # All but A-Z a-z 0-9 - . _ ~.
  def encode(text) = ERB::Util.url_encode(text)

  # Signs and sends one request; `uri` is path and query as they go over the wire.
  def send_signed(method, uri, body, content_type)
    nonce, timestamp = SecureRandom.random_number(1_000_000_000).to_s, Time.now.to_i.to_s
    header_string = "X-TC-Key=#{@secret_id}&X-TC-Nonce=#{nonce}&X-TC-Timestamp=#{timestamp}"
    # An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
    signed_body = content_type.match?(%r{\A[ \t]*multipart/form-data[ \t]*(;|\z)}i) ? "" : body.to_s
    string_to_sign = "#{method}\n#{header_string}\n#{uri}\n".b + signed_body.b
    headers = {
      "X-TC-Key" => @secret_id, "X-TC-Nonce" => nonce, "X-TC-Timestamp" => timestamp,
      "X-TC-Signature" => Base64.strict_encode64(OpenSSL::HMAC.hexdigest("SHA256", @secret_key, string_to_sign)),
      "AppId" => @app_id, "X-TC-Registered" => "1", "Content-Type" => content_type, "Accept-Encoding" => "identity"
    }
    headers["SdkId"] = @sdk_id if @sdk_id
    request = Net::HTTPGenericRequest.new(method, !body.nil?, true, uri, headers)
    request.body = body
    # One connection for each thread. net/http sends a request that broke off again, and with the old signature: no.
    connections = Thread.current[:tencent_meeting_connections] ||= {}
    http = connections[@base_url] ||= Net::HTTP.new(@address.host, @address.port, nil).tap do |made|
      made.use_ssl = @address.scheme == "https"
      made.max_retries = 0
      made.start
    end
    http.request(request)
  end
end

# The body of a `multipart/form-data` upload and its Content-Type.
def upload(parts)
  boundary = SecureRandom.hex(16)
  body = parts.map do |part|
    filename = part[:filename] ? "; filename=\"#{part[:filename]}\"" : ""
    kind = part[:content_type] ? "\r\nContent-Type: #{part[:content_type]}" : ""
    head = "--#{boundary}\r\nContent-Disposition: form-data; name=\"#{part[:name]}\"#{filename}#{kind}\r\n\r\n"
    head.b + part[:content].b + "\r\n".b
  end
  [body.join + "--#{boundary}--\r\n".b, "multipart/form-data; boundary=#{boundary}"]
end

# ---- The adapter: only for `tmsig test --client` -----------------------------------------------

CLIENTS = {}

def client_for(message)
  account = message.values_at("app_id", "sdk_id", "secret_id", "secret_key")
  CLIENTS[[message["base_url"], *account]] ||=
    Client.new(message["base_url"], **%i[app_id sdk_id secret_id secret_key].zip(account).to_h)
end

def make(client, call)
  options = {}
  options[:body] = JSON.generate(call["json"]) if call["json_text"]
  if call["multipart"]
    parts = call["multipart"].map do |part|
      { name: part["name"], filename: part["filename"], content_type: part["content_type"],
        content: Base64.strict_decode64(part["content_base64"]) }
    end
    options[:body], options[:content_type] = upload(parts)
  end
  response = client.call(call["method"], call["path"], path_params: call["path_params"], query: call["query"], **options)
  response.code.to_i
end

def answer(line)
  message = JSON.parse(line)
  seq = message["seq"]
  case message["op"]
  when "start"
    { version: 1, name: "net/http of Ruby #{RUBY_VERSION}", language: "ruby #{RUBY_VERSION}", ops: %w[call calls] }
  when "call"
    { seq: seq, status: make(client_for(message), message) }
  when "calls"
    client = client_for(message)
    { seq: seq, statuses: message["calls"].map { |call| Thread.new { make(client, call) } }.map(&:value) }
  else
    { seq: seq, error: "unknown op" }
  end
rescue StandardError => error
  { seq: seq, error: error.full_message(highlight: false, order: :top).lines.first }
end

Thread.report_on_exception = false
$stdout.sync = true
$stdin.each_line("\n") { |line| $stdout.write(JSON.generate(answer(line.force_encoding("UTF-8"))), "\n") }

# A receiver of Tencent Meeting event callbacks in Ruby 2.7 or later, with the standard library alone.
#
# Copy the first part into your program. `ruby receiver.rb 8080` listens with the secrets of TMSIG_CALLBACK_TOKEN and
# TMSIG_CALLBACK_AES_KEY, for `tmsig callback check http://127.0.0.1:8080/`; without a port the program is an adapter for
# `tmsig callback test -- ruby receiver.rb`.

require 'base64'
require 'digest'
require 'json'
require 'openssl'
require 'socket'

# ---- The receiver: copy this part ---------------------------------------------------------------

module TencentMeetingCallback
  ACKNOWLEDGEMENT = 'successfully received callback'

  class Refused < StandardError
    attr_reader :status

    def initialize(status, what)
      super(what)
      @status = status
    end
  end

  module_function

  # The SHA-1 of the four texts, sorted and joined.
  def sign(token, timestamp, nonce, data)
    Digest::SHA1.hexdigest([token, timestamp, nonce, data].sort.join)
  end

  # The plaintext of data. Verify the signature first.
  #
  # What goes wrong in Ruby: strict_decode64 refuses data without its "=", as in the vendor's own example, and three in
  # four EncodingAESKeys, whose last character has bits that belong to no byte. unpack1('m') takes both.
  def decrypt(encoding_aes_key, data)
    raw = data.unpack1('m')
    return raw if encoding_aes_key.nil? || encoding_aes_key.empty?

    cipher = OpenSSL::Cipher.new('aes-256-cbc').decrypt
    key = "#{encoding_aes_key}=".unpack1('m')
    cipher.key = key
    cipher.iv = key[0, 16]
    cipher.update(raw) + cipher.final # Takes the padding off.
  end

  # The answer to send with status 200 and nothing around it, and the event (nil for the check of the URL).
  #
  # target is path and query as they arrived, headers has lower-case names. Raises Refused. An event may come several
  # times: tell repetitions by its trace_id, and do the work after answering.
  def open(token:, encoding_aes_key:, method:, target:, headers:, body:)
    raise Refused.new(405, 'neither GET nor POST') unless %w[GET POST].include?(method)

    data = method == 'GET' ? check_str(target) : member_data(body)
    timestamp, nonce, signature = headers.values_at('timestamp', 'nonce', 'signature').map(&:to_s)
    raise Refused.new(400, 'signature') unless /\A[0-9a-f]{40}\z/.match?(signature)
    raise Refused.new(400, 'timestamp') unless /\A([0-9]{10}|[0-9]{13})\z/.match?(timestamp)
    raise Refused.new(400, 'nonce') unless /\A[!-~]+\z/.match?(nonce)
    # unpack1('m') passes over what is no base64, so it is refused here.
    raise Refused.new(400, 'data') unless %r{\A[A-Za-z0-9+/]+={0,2}\z}.match?(data)

    expected = sign(token, timestamp, nonce, data)
    raise Refused.new(401, 'signature') unless OpenSSL.fixed_length_secure_compare(expected, signature)

    letters = data.delete('=').length
    raise Refused.new(400, 'data') if letters % 4 == 1 || data.length - letters > -letters % 4

    text = plaintext(encoding_aes_key, data)
    return [text, nil] if method == 'GET'

    [ACKNOWLEDGEMENT, event(text)]
  end

  def plaintext(encoding_aes_key, data)
    text = decrypt(encoding_aes_key, data).dup.force_encoding(Encoding::UTF_8)
    raise Refused.new(400, 'plaintext') unless text.valid_encoding?

    text
  rescue OpenSSL::Cipher::CipherError, ArgumentError
    raise Refused.new(400, 'plaintext')
  end

  def event(text)
    # Ruby's parser takes comments for blanks. Outside of strings, JSON has no slash.
    raise Refused.new(400, 'event') if text.gsub(/"(?:[^"\\]|\\.)*"/m, '').include?('/')

    event = JSON.parse(text)
    name, id = event['event'], event['trace_id'] || event['unique_sequence'] if event.is_a?(Hash)
    is_text = ->(value) { value.is_a?(String) && !value.empty? }
    raise Refused.new(400, 'event') unless is_text[name] && is_text[id] && event['payload'].is_a?(Array)

    event
  rescue JSON::ParserError
    raise Refused.new(400, 'event')
  end

  # Decoded once, and not as a form: base64 holds "+" and no spaces. Rack and Rails have decoded it already.
  def check_str(target)
    values = target.partition('?').last.split('&').select { |pair| pair.start_with?('check_str=') }
    raise Refused.new(400, 'check_str') unless values.length == 1

    values[0].delete_prefix('check_str=').gsub(/%\h\h/) { |escape| escape[1, 2].hex.chr }.tr(' ', '+')
  end

  def member_data(body)
    text = body.dup.force_encoding(Encoding::UTF_8)
    raise Refused.new(400, 'body') unless text.valid_encoding?

    parsed = JSON.parse(text)
    data = parsed['data'] if parsed.is_a?(Hash)
    raise Refused.new(400, 'body') unless data.is_a?(String)

    data
  rescue JSON::ParserError
    raise Refused.new(400, 'body')
  end
end

# Answers HTTP requests with the standard library alone. In Rack the same is: method, fullpath, the headers HTTP_TIMESTAMP,
# HTTP_NONCE and HTTP_SIGNATURE, and the body read before any middleware has parsed it.
class TencentMeetingCallbackServer
  LONGEST_HEAD = 64 << 10
  LONGEST_BODY = 1 << 20
  WORDS = { 200 => 'OK', 400 => 'Bad Request', 401 => 'Unauthorized', 405 => 'Method Not Allowed' }.freeze

  # The block is called with each event after its answer was sent.
  def initialize(token, encoding_aes_key, &on_event)
    @secrets = { token: token, encoding_aes_key: encoding_aes_key }
    @on_event = on_event
  end

  def listen(port)
    server = TCPServer.new('127.0.0.1', port)
    loop { Thread.new(server.accept) { |socket| serve(socket) } }
  end

  private

  def serve(socket)
    while (request = read(socket))
      status, body, event = answer(request)
      socket.write("HTTP/1.1 #{status} #{WORDS[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n" \
                   "Content-Length: #{body.bytesize}\r\n\r\n", body)
      @on_event&.call(event) if event
    end
  rescue SystemCallError, IOError
    nil # The other side is gone.
  ensure
    socket.close
  end

  def answer(request)
    [200, *TencentMeetingCallback.open(**@secrets, **request)]
  rescue TencentMeetingCallback::Refused => e
    [e.status, '', nil]
  end

  # The next request of a connection; nil where it ends or is none.
  def read(socket)
    head = +''
    until head.end_with?("\r\n\r\n")
      line = socket.gets("\n", LONGEST_HEAD)
      return nil if line.nil? || (head << line).bytesize > LONGEST_HEAD
    end
    first, *lines = head.split("\r\n")
    method, target, = first.split(' ')
    # A header that stands there twice is none of the vendor's: the two together have no right shape.
    headers = lines.each_with_object({}) do |header, all|
      name, value = header.split(':', 2)
      all[name.downcase] = [all[name.downcase], value.to_s.strip].compact.join(', ')
    end
    length = headers.fetch('content-length', '0')
    return nil unless target && /\A[0-9]{1,7}\z/.match?(length) && length.to_i <= LONGEST_BODY

    socket.write("HTTP/1.1 100 Continue\r\n\r\n") if headers.key?('expect')
    body = socket.read(length.to_i)
    { method: method, target: target, headers: headers, body: body } if body.bytesize == length.to_i
  end
end

# ---- The rest is for tmsig alone ----------------------------------------------------------------

def asked(message)
  op, token, key = message.values_at('op', 'token', 'encoding_aes_key')
  if %w[callback_sign callback_verify].include?(op)
    signature = TencentMeetingCallback.sign(token, *message.values_at('timestamp', 'nonce', 'data'))
    return op == 'callback_sign' ? { signature: signature } : { valid: signature == message['signature'] }
  end
  if op == 'callback_decrypt'
    text = TencentMeetingCallback.decrypt(key, message['data'])
    return { plaintext_base64: Base64.strict_encode64(text) }
  end
  headers = message['headers'].each_with_object({}) do |(name, value), all|
    all[name.downcase] = all.key?(name.downcase) ? "#{all[name.downcase]}, #{value}" : value
  end
  answer, = TencentMeetingCallback.open(
    token: token, encoding_aes_key: key, method: message['method'], target: message['target'],
    headers: headers, body: message['body_base64'].unpack1('m')
  )
  { status: 200, body_base64: Base64.strict_encode64(answer) }
rescue TencentMeetingCallback::Refused => e
  { status: e.status, body_base64: '' }
rescue OpenSSL::Cipher::CipherError
  { refused: 'data' }
end

if $PROGRAM_NAME == __FILE__
  $stdout.sync = true
  unless ARGV.empty?
    secrets = ENV.fetch('TMSIG_CALLBACK_TOKEN'), ENV['TMSIG_CALLBACK_AES_KEY']
    TencentMeetingCallbackServer.new(*secrets) { |event| puts event['event'] }.listen(Integer(ARGV[0]))
  end
  $stdin.each_line do |line|
    message = JSON.parse(line)
    ops = %w[callback_sign callback_verify callback_decrypt callback_handle]
    hello = { version: 1, name: 'tmsig ruby receiver', language: "ruby #{RUBY_VERSION}", ops: ops }
    puts JSON.generate(message['op'] == 'start' ? hello : { seq: message['seq'] }.merge(asked(message)))
  end
end

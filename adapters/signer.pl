# The Tencent Meeting REST API request signature in Perl 5.14 or later, core modules only.
#
# Copy `sign` into your program. The rest of the file lets `tmsig test -- perl signer.pl` check it.

use strict;
use warnings;
use Digest::SHA qw(hmac_sha256_hex);
use JSON::PP ();
use MIME::Base64 qw(decode_base64 encode_base64);

# ---- The signature: copy this function ---------------------------------------------------------

# Returns the X-TC-Signature of one request.
#
# Every argument is what goes over the wire: `method` in upper case, `uri` the path and query as sent (no
# scheme, no host), `nonce` and `timestamp` the values of their headers, `content_type` the header or ''.
# These are character strings. `body` is the bytes you send, '' for none: encode the JSON once, sign those
# bytes, and send those bytes.
#
# What goes wrong in Perl: characters where bytes are meant. hmac_sha256_hex dies of a "wide character", and
# quietly takes 0x80 to 0xFF as Latin-1, so text is encoded first. And without its second argument ''
# encode_base64 breaks the 88 characters with newlines.
sub sign {
    my (%request) = @_;
    my $body = $request{body};
    # An upload is signed as if it had no body.
    $body = '' if $request{content_type} =~ m{\A[ \t]*multipart/form-data[ \t]*(?:;|\z)}i;
    my $header_string =
        "X-TC-Key=$request{secret_id}&X-TC-Nonce=$request{nonce}&X-TC-Timestamp=$request{timestamp}";
    my $head = "$request{method}\n$header_string\n$request{uri}\n";
    my $key  = $request{secret_key};
    utf8::encode($_) for $head, $key;
    return encode_base64(hmac_sha256_hex($head . $body, $key), '');
}

# ---- The adapter: only for `tmsig test` --------------------------------------------------------

my $json = JSON::PP->new->utf8->canonical;

sub answer {
    my ($line) = @_;
    my $message = eval { $json->decode($line) };
    return { seq => undef, error => 'not a JSON object' } if ref $message ne 'HASH';
    my ($op, $seq) = ($message->{op} // '', $message->{seq});
    if ($op eq 'start') {
        my $language = sprintf 'perl %vd', $^V;
        return { version => 1, name => 'tmsig perl adapter', language => $language, ops => ['sign'] };
    }
    return { seq => $seq, error => 'unknown op' } if $op ne 'sign';
    for my $name (qw(secret_id secret_key method uri nonce timestamp content_type body_base64)) {
        if (!defined $message->{$name} || ref $message->{$name}) {
            return { seq => $seq, error => "$name is missing or not a string" };
        }
    }
    my $body = decode_base64($message->{body_base64});    # It skips what it does not understand, so compare.
    if (encode_base64($body, '') ne $message->{body_base64}) {
        return { seq => $seq, error => 'body_base64 is not base64' };
    }
    return { seq => $seq, signature => sign(%$message, body => $body) };
}

$SIG{PIPE} = sub { exit 0 };       # Nobody is listening any more.
$| = 1;                            # Otherwise Perl keeps its answers until the buffer is full.
binmode $_ for *STDIN, *STDOUT;    # Bytes, whatever PERL_UNICODE and the locale say.
while (my $line = <STDIN>) {
    print $json->encode(answer($line)), "\n";
}

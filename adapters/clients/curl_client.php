<?php
// A client of the Tencent Meeting (腾讯会议) REST API with PHP's curl, that signs exactly what it sends.
//
// Copy the part under "The client". The rest lets `tmsig test --client -- php curl_client.php` check it.

declare(strict_types=1);
ini_set('display_errors', 'stderr');

// ---- The client: copy this part ----------------------------------------------------------------

/**
 * Encodes the URI once, writes the body once, signs these, sends these.
 *
 * What goes wrong in PHP: `http_build_query` for the request and another encoding for the signature; it writes + for a
 * space and drops null. `CURLOPT_POSTFIELDS` with an array makes a form of it.
 */
class Client
{
    public function __construct(
        private string $baseUrl, private string $appId, private ?string $sdkId,
        private string $secretId, private string $secretKey,
    ) {
    }

    /** `$path` is a template like /v1/meetings/{meeting_id}, `$query` a list of pairs. Returns the status and the answer. */
    public function call(
        string $method, string $path, array $pathParams = [], array $query = [], string $body = '',
        string $contentType = 'application/json',
    ): array {
        foreach ($pathParams as $name => $value) {
            $path = str_replace('{' . $name . '}', rawurlencode($value), $path);
        }
        $pairs = array_map(fn ($pair) => rawurlencode($pair[0]) . '=' . rawurlencode($pair[1]), $query);
        $uri = $pairs ? $path . '?' . implode('&', $pairs) : $path;
        [$status, $answer, $location] = $this->send($method, $uri, $body, $contentType);
        if ($status === 307) { // The same again, elsewhere, and so with another signature.
            if (str_starts_with($location, $this->baseUrl . '/')) {
                $location = substr($location, strlen($this->baseUrl));
            }
            if (str_starts_with($location, '/') && !str_starts_with($location, '//')) {
                $uri = $location;
                [$status, $answer] = $this->send($method, $uri, $body, $contentType);
            }
        }
        if ($status >= 500) { // Once more, with a new nonce and so a new signature.
            [$status, $answer] = $this->send($method, $uri, $body, $contentType);
        }
        return [$status, $answer];
    }

    /** Signs and sends one request; `$uri` is path and query as they go over the wire. */
    private function send(string $method, string $uri, string $body, string $contentType): array
    {
        $nonce = (string) random_int(1, 999999999);
        $timestamp = (string) time();
        $headerString = "X-TC-Key={$this->secretId}&X-TC-Nonce=$nonce&X-TC-Timestamp=$timestamp";
        // An upload is signed as if it had no body.
        $signedBody = str_starts_with($contentType, 'multipart/form-data') ? '' : $body;
        $digest = hash_hmac('sha256', "$method\n$headerString\n$uri\n$signedBody", $this->secretKey);
        $headers = [
            "X-TC-Key: {$this->secretId}", "X-TC-Nonce: $nonce", "X-TC-Timestamp: $timestamp",
            'X-TC-Signature: ' . base64_encode($digest), "AppId: {$this->appId}", 'X-TC-Registered: 1',
            "Content-Type: $contentType", 'Expect:', // No waiting for 100 Continue.
        ];
        if ($this->sdkId !== null) {
            $headers[] = "SdkId: {$this->sdkId}";
        }
        $location = '';
        $handle = curl_init($this->baseUrl . $uri);
        curl_setopt_array($handle, [
            CURLOPT_CUSTOMREQUEST => $method, CURLOPT_HTTPHEADER => $headers, CURLOPT_RETURNTRANSFER => true,
            CURLOPT_PATH_AS_IS => true, CURLOPT_FOLLOWLOCATION => false, CURLOPT_TIMEOUT => 30, CURLOPT_PROXY => '',
            CURLOPT_HEADERFUNCTION => function ($_, string $line) use (&$location): int {
                if (stripos($line, 'location:') === 0) {
                    $location = trim(substr($line, 9));
                }
                return strlen($line);
            },
        ]);
        if ($body !== '') {
            curl_setopt($handle, CURLOPT_POSTFIELDS, $body); // A string: it is sent as it is.
        }
        $answer = curl_exec($handle);
        if ($answer === false) {
            throw new RuntimeException(curl_error($handle));
        }
        return [curl_getinfo($handle, CURLINFO_RESPONSE_CODE), $answer, $location];
    }
}

/** The body of a `multipart/form-data` upload and its Content-Type. */
function upload(array $parts): array
{
    $boundary = bin2hex(random_bytes(16));
    $body = '';
    foreach ($parts as $part) {
        $body .= "--$boundary\r\nContent-Disposition: form-data; name=\"{$part['name']}\"";
        $body .= isset($part['filename']) ? "; filename=\"{$part['filename']}\"" : '';
        $body .= isset($part['content_type']) ? "\r\nContent-Type: {$part['content_type']}" : '';
        $body .= "\r\n\r\n{$part['content']}\r\n";
    }
    return ["$body--$boundary--\r\n", "multipart/form-data; boundary=$boundary"];
}

// ---- The adapter: only for `tmsig test --client` -----------------------------------------------

function client_for(array $message): Client
{
    static $clients = [];
    $account = [$message['base_url'], $message['app_id'], $message['sdk_id'], $message['secret_id'], $message['secret_key']];
    return $clients[json_encode($account)] ??= new Client(...$account);
}

function answer(string $line): array
{
    $message = json_decode($line, true);
    $seq = $message['seq'] ?? null;
    if (($message['op'] ?? null) === 'start') {
        $name = 'php-curl ' . phpversion('curl') . ' (libcurl ' . curl_version()['version'] . ')';
        return ['version' => 1, 'name' => $name, 'language' => 'php ' . PHP_VERSION, 'ops' => ['call']];
    }
    if (($message['op'] ?? null) !== 'call') {
        return ['seq' => $seq, 'error' => 'unknown op'];
    }
    try {
        // json_decode and json_encode would make [] of {} and lose digits: the text goes out as it is.
        [$body, $contentType] = [$message['json_text'] ?? '', 'application/json'];
        if (isset($message['multipart'])) {
            $decode = fn ($part) => $part + ['content' => base64_decode($part['content_base64'], true)];
            [$body, $contentType] = upload(array_map($decode, $message['multipart']));
        }
        [$status] = client_for($message)->call(
            $message['method'], $message['path'], $message['path_params'], $message['query'], $body, $contentType,
        );
        return ['seq' => $seq, 'status' => $status];
    } catch (Throwable $error) {
        return ['seq' => $seq, 'error' => $error->getMessage()];
    }
}

while (($line = fgets(STDIN)) !== false) {
    fwrite(STDOUT, json_encode(answer($line)) . "\n");
}

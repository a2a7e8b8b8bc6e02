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
        $uri = self::uri($path, $pathParams, $query);
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

    /** Path and query as they go over the wire. */
    public static function uri(string $path, array $pathParams, array $query): string
    {
        foreach ($pathParams as $name => $value) {
            $path = str_replace('{' . $name . '}', rawurlencode($value), $path);
        }
        $pairs = array_map(fn ($pair) => rawurlencode($pair[0]) . '=' . rawurlencode($pair[1]), $query);
        return $pairs ? $path . '?' . implode('&', $pairs) : $path;
    }

    private function send(string $method, string $uri, string $body, string $contentType): array
    {
        $location = '';
        $handle = $this->signed($method, $uri, $body, $contentType, $location);
        $answer = curl_exec($handle);
        if ($answer === false) {
            throw new RuntimeException(curl_error($handle));
        }
        return [curl_getinfo($handle, CURLINFO_RESPONSE_CODE), $answer, $location];
    }

    /** A signed request, ready for curl_exec or curl_multi_add_handle; `$uri` is path and query as they go over the wire. */
    public function signed(string $method, string $uri, string $body, string $contentType, string &$location = ''): CurlHandle
    {
        $nonce = (string) random_int(1, 999999999);
        $timestamp = (string) time();
        $headerString = "X-TC-Key={$this->secretId}&X-TC-Nonce=$nonce&X-TC-Timestamp=$timestamp";
        // An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
        $mediaType = trim(explode(';', $contentType, 2)[0], " \t");
        $signedBody = strcasecmp($mediaType, 'multipart/form-data') === 0 ? '' : $body;
        $digest = hash_hmac('sha256', "$method\n$headerString\n$uri\n$signedBody", $this->secretKey);
        $headers = [
            "X-TC-Key: {$this->secretId}", "X-TC-Nonce: $nonce", "X-TC-Timestamp: $timestamp",
            'X-TC-Signature: ' . base64_encode($digest), "AppId: {$this->appId}", 'X-TC-Registered: 1',
            "Content-Type: $contentType", 'Expect:', // No waiting for 100 Continue.
        ];
        if ($this->sdkId !== null) {
            $headers[] = "SdkId: {$this->sdkId}";
        }
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
        return $handle;
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
        return ['version' => 1, 'name' => $name, 'language' => 'php ' . PHP_VERSION, 'ops' => ['call', 'calls']];
    }
    try {
        return match ($message['op'] ?? null) {
            'call' => ['seq' => $seq, 'status' => client_for($message)->call(...arguments_of($message))[0]],
            'calls' => ['seq' => $seq, 'statuses' => at_once(client_for($message), $message['calls'])],
            default => ['seq' => $seq, 'error' => 'unknown op'],
        };
    } catch (Throwable $error) {
        return ['seq' => $seq, 'error' => $error->getMessage()];
    }
}

function arguments_of(array $call): array
{
    // json_decode and json_encode would make [] of {} and lose digits: the text goes out as it is.
    [$body, $contentType] = [$call['json_text'] ?? '', 'application/json'];
    if (isset($call['multipart'])) {
        $decode = fn ($part) => $part + ['content' => base64_decode($part['content_base64'], true)];
        [$body, $contentType] = upload(array_map($decode, $call['multipart']));
    }
    return [$call['method'], $call['path'], $call['path_params'], $call['query'], $body, $contentType];
}

function at_once(Client $client, array $calls): array
{
    [$multi, $handles] = [curl_multi_init(), []];
    foreach ($calls as $call) {
        [$method, $path, $pathParams, $query, $body, $contentType] = arguments_of($call);
        $handles[] = $handle = $client->signed($method, Client::uri($path, $pathParams, $query), $body, $contentType);
        curl_multi_add_handle($multi, $handle);
    }
    do {
        $status = curl_multi_exec($multi, $running);
        if ($running) {
            curl_multi_select($multi);
        }
    } while ($running && $status === CURLM_OK);
    return array_map(fn ($handle) => curl_getinfo($handle, CURLINFO_RESPONSE_CODE), $handles);
}

while (($line = fgets(STDIN)) !== false) {
    fwrite(STDOUT, json_encode(answer($line)) . "\n");
}

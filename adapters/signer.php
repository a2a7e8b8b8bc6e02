<?php

// The Tencent Meeting (腾讯会议) REST API request signature in PHP 7.4 or later, no extensions but json and hash.
//
// Copy `sign` into your program. The rest of the file lets `tmsig test -- php signer.php` check it.

declare(strict_types=1);

// ---- The signature: copy this function ---------------------------------------------------------

/**
 * Returns the X-TC-Signature of one request.
 *
 * Every argument is what goes over the wire: $method in upper case, $uri the path and query as sent (no
 * scheme, no host), $nonce and $timestamp the values of their headers, $contentType the header or ''.
 * $body is the bytes you send, '' for none: json_encode once, sign that string, and send that string.
 *
 * What goes wrong in PHP: a fourth argument `true` to hash_hmac. It returns the raw digest, and the API
 * wants the base64 of its 64 hex characters.
 */
function sign(
    string $secretId,
    string $secretKey,
    string $method,
    string $uri,
    string $nonce,
    string $timestamp,
    string $contentType,
    string $body
): string {
    $mediaType = trim(explode(';', $contentType, 2)[0], " \t");
    if (strcasecmp($mediaType, 'multipart/form-data') === 0) {
        $body = ''; // An upload is signed as if it had no body.
    }
    $headerString = "X-TC-Key=$secretId&X-TC-Nonce=$nonce&X-TC-Timestamp=$timestamp";
    $hexDigest = hash_hmac('sha256', "$method\n$headerString\n$uri\n$body", $secretKey);
    return base64_encode($hexDigest);
}

// ---- The adapter: only for `tmsig test` --------------------------------------------------------

const TEXT_MEMBERS = ['secret_id', 'secret_key', 'method', 'uri', 'nonce', 'timestamp', 'content_type'];

function answer(string $line): array
{
    $message = json_decode($line, true);
    if (!is_array($message)) {
        return ['seq' => null, 'error' => 'not a JSON object'];
    }
    $seq = $message['seq'] ?? null;
    switch ($message['op'] ?? null) {
        case 'start':
            $language = 'php ' . PHP_VERSION;
            return ['version' => 1, 'name' => 'tmsig php adapter', 'language' => $language, 'ops' => ['sign']];
        case 'sign':
            foreach ([...TEXT_MEMBERS, 'body_base64'] as $name) {
                if (!is_string($message[$name] ?? null)) {
                    return ['seq' => $seq, 'error' => "$name is missing or not a string"];
                }
            }
            $body = base64_decode($message['body_base64'], true);
            // Even the strict decoder lets blanks and missing padding pass, so compare.
            if ($body === false || base64_encode($body) !== $message['body_base64']) {
                return ['seq' => $seq, 'error' => 'body_base64 is not base64'];
            }
            $texts = array_map(fn (string $name): string => $message[$name], TEXT_MEMBERS);
            $texts[] = $body;
            return ['seq' => $seq, 'signature' => sign(...$texts)];
    }
    return ['seq' => $seq, 'error' => 'unknown op'];
}

ini_set('display_errors', 'stderr'); // By default PHP prints its warnings among the answers.
while (($line = fgets(STDIN)) !== false) {
    if (!@fwrite(STDOUT, json_encode(answer($line)) . "\n")) {
        break; // Nobody is listening any more.
    }
}

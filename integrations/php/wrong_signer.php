<?php
// SPDX-License-Identifier: CC0-1.0

declare(strict_types=1);

// A wrong signer, to show that the loader fails it: base64 of the raw digest, without the 64 hex characters. Not to be copied.
function wrong_signature(
    string $secretId, string $secretKey, string $method, string $uri, string $nonce, string $timestamp,
    string $contentType, string $body,
): string {
    $headerString = "X-TC-Key=$secretId&X-TC-Nonce=$nonce&X-TC-Timestamp=$timestamp";
    return base64_encode(hash_hmac('sha256', "$method\n$headerString\n$uri\n$body", $secretKey, true));
}

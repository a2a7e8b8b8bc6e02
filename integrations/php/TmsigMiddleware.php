<?php
// SPDX-License-Identifier: CC0-1.0

declare(strict_types=1);

namespace Tmsig;

use GuzzleHttp\Psr7\Utils;
use Psr\Http\Message\RequestInterface;
use Psr\Http\Message\UriInterface;

/**
 * Signs what Guzzle 7 really sends to the Tencent Meeting (腾讯会议) REST API (PHP 8.0 or later). Copy this file.
 *
 *     $stack = GuzzleHttp\HandlerStack::create();
 *     $stack->push(new Tmsig\TmsigMiddleware($appId, $sdkId, $secretId, $secretKey), 'tmsig');  // Last, so that nothing changes after it.
 *     $client = new GuzzleHttp\Client(['base_uri' => 'https://api.meeting.qq.com', 'handler' => $stack]);
 *     $client->post('/v1/meetings', ['query' => ['userid' => '张三'], 'json' => ['subject' => '周会']]);
 *
 * `query`, `json`, `body` and `multipart` may be used: the middleware sees the final URI and body, anew for each redirect and
 * each attempt of Guzzle's retry middleware. What stands in the path is yours to encode: `rawurlencode($meetingId)`.
 */
final class TmsigMiddleware
{
    public function __construct(
        private string $appId,
        private ?string $sdkId, // null for an account that was assigned none
        private string $secretId,
        private string $secretKey,
        private string $baseUrl = 'https://api.meeting.qq.com', // a request to another host passes without our headers
    ) {
    }

    public function __invoke(callable $handler): callable
    {
        return function (RequestInterface $request, array $options) use ($handler) {
            if (self::origin($request->getUri()) !== self::origin(Utils::uriFor($this->baseUrl))) {
                return $handler($request, $options);
            }
            if (defined('CURLOPT_PATH_AS_IS')) {
                $options['curl'][CURLOPT_PATH_AS_IS] = true; // Else curl resolves . and .. after the path was signed.
            }
            return $handler($this->sign($request), $options);
        };
    }

    private function sign(RequestInterface $request): RequestInterface
    {
        if (!$request->hasHeader('Content-Type')) {
            $request = $request->withHeader('Content-Type', 'application/json');
        }
        $contentType = $request->getHeaderLine('Content-Type');
        $body = '';
        if (!is_upload($contentType)) { // An upload is not read: it may be long, and is not signed.
            $body = (string) $request->getBody();
            $request = $request->withBody(Utils::streamFor($body)); // What was read may not be there to be read again.
        }
        // The target of the URI and not getRequestTarget(), as curl is given the URI.
        $uri = $request->getUri();
        $target = ($uri->getPath() === '' ? '/' : $uri->getPath()) . ($uri->getQuery() === '' ? '' : '?' . $uri->getQuery());
        $nonce = (string) random_int(1, PHP_INT_MAX);
        $timestamp = (string) time();
        if ($this->sdkId !== null && $this->sdkId !== '') {
            $request = $request->withHeader('SdkId', $this->sdkId);
        }
        return $request
            ->withHeader('X-TC-Key', $this->secretId)->withHeader('X-TC-Nonce', $nonce)->withHeader('X-TC-Timestamp', $timestamp)
            ->withHeader('X-TC-Registered', '1')->withHeader('AppId', $this->appId)
            ->withHeader('X-TC-Signature', signature(
                $this->secretId, $this->secretKey, $request->getMethod(), $target, $nonce, $timestamp, $contentType, $body,
            ));
    }

    private static function origin(UriInterface $uri): string
    {
        return $uri->getScheme() . '://' . $uri->getHost() . ':' . $uri->getPort();
    }
}

/** The value of X-TC-Signature; `$uri` is path and query as sent, `$body` the bytes as sent. */
function signature(
    string $secretId, string $secretKey, string $method, string $uri, string $nonce, string $timestamp,
    string $contentType, string $body,
): string {
    if (is_upload($contentType)) {
        $body = ''; // An upload is signed as if it had no body.
    }
    $headerString = "X-TC-Key=$secretId&X-TC-Nonce=$nonce&X-TC-Timestamp=$timestamp";
    // hash_hmac writes the digest as 64 hex characters, unless it is told not to.
    return base64_encode(hash_hmac('sha256', "$method\n$headerString\n$uri\n$body", $secretKey));
}

/** The whole media type counts: multipart/form-data-x is no upload. */
function is_upload(string $contentType): bool
{
    return strcasecmp(trim(explode(';', $contentType, 2)[0], " \t"), 'multipart/form-data') === 0;
}

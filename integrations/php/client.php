<?php
// SPDX-License-Identifier: CC0-1.0

// Lets `tmsig test` and `tmsig test --client` check the middleware: `php client.php`. Not to be copied.
// TMSIG_AUTOLOAD is Composer's vendor/autoload.php; without it, Guzzle is looked for on PHP's include path, as Debian has it.

declare(strict_types=1);
ini_set('display_errors', 'stderr');
ini_set('serialize_precision', '-1');

use GuzzleHttp\Client;
use GuzzleHttp\HandlerStack;
use GuzzleHttp\Promise;
use GuzzleHttp\RequestOptions;

require getenv('TMSIG_AUTOLOAD') ?: 'GuzzleHttp/autoload.php';
require __DIR__ . '/TmsigMiddleware.php';

function client_for(array $message): Client
{
    static $clients = [];
    $account = [$message['app_id'], $message['sdk_id'], $message['secret_id'], $message['secret_key'], $message['base_url']];
    $key = json_encode($account);
    if (!isset($clients[$key])) {
        $stack = HandlerStack::create();
        $stack->push(new Tmsig\TmsigMiddleware(...$account), 'tmsig');
        $clients[$key] = new Client(['base_uri' => $message['base_url'], 'handler' => $stack, 'http_errors' => false, 'timeout' => 30,
            'proxy' => '', 'allow_redirects' => ['strict' => true, 'track_redirects' => true]]);
    }
    return $clients[$key];
}

function options_of(array $call): array
{
    if (isset($call['multipart'])) {
        return ['multipart' => array_map(fn ($part) => [
            'name' => $part['name'], 'contents' => base64_decode($part['content_base64'], true),
        ] + (isset($part['filename']) ? ['filename' => $part['filename']] : [])
          + (isset($part['content_type']) ? ['headers' => ['Content-Type' => $part['content_type']]] : []), $call['multipart'])];
    }
    $text = $call['json_text'] ?? null;
    if ($text === null) {
        return [];
    }
    // PHP rounds large integers, and takes the json option null for none: those go out as the text that they are.
    $value = json_decode($text);
    $flags = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_LINE_TERMINATORS;
    return $value !== null && json_encode($value, $flags) === $text ? ['json' => $value] : ['body' => $text];
}

function query_of(array $pairs): array|string
{
    $byName = array_column($pairs, 1, 0);
    if (count($byName) === count($pairs)) {
        return $byName;
    }
    // An array cannot hold a name twice.
    return implode('&', array_map(fn ($pair) => rawurlencode($pair[0]) . '=' . rawurlencode($pair[1]), $pairs));
}

function send(Client $client, array $call): Promise\PromiseInterface
{
    $path = $call['path'];
    foreach ($call['path_params'] as $name => $value) {
        $path = str_replace('{' . $name . '}', rawurlencode($value), $path);
    }
    $options = options_of($call);
    $query = $call['query'] === [] ? [] : ['query' => query_of($call['query'])];
    return $client->requestAsync($call['method'], $path, $options + $query)->then(function ($response) use ($client, $call, $options, $path, $query) {
        if ($response->getStatusCode() < 500) {
            return $response->getStatusCode();
        }
        // Asked again where it led, it is signed again.
        $history = $response->getHeader('X-Guzzle-Redirect-History');
        [$uri, $query] = $history === [] ? [$path, $query] : [end($history), []];
        return $client->requestAsync($call['method'], $uri, $options + $query)->then(fn ($response) => $response->getStatusCode());
    });
}

function answer(string $line): array
{
    $message = json_decode($line, true);
    $seq = $message['seq'] ?? null;
    try {
        return match ($message['op'] ?? null) {
            'start' => ['version' => 1, 'name' => 'Guzzle ' . guzzle_version(), 'language' => 'php ' . PHP_VERSION, 'ops' => ['sign', 'call', 'calls']],
            'sign' => ['seq' => $seq, 'signature' => Tmsig\signature(
                $message['secret_id'], $message['secret_key'], $message['method'], $message['uri'], $message['nonce'],
                $message['timestamp'], $message['content_type'], base64_decode($message['body_base64'], true),
            )],
            'call' => ['seq' => $seq, 'status' => send(client_for($message), $message)->wait()],
            'calls' => ['seq' => $seq, 'statuses' => Promise\Utils::unwrap(
                array_map(fn ($call) => send(client_for($message), $call), $message['calls']),
            )],
            default => ['seq' => $seq, 'error' => 'unknown op'],
        };
    } catch (Throwable $error) {
        return ['seq' => $seq, 'error' => $error->getMessage()];
    }
}

/** Debian's package has no Composer to ask. */
function guzzle_version(): string
{
    if (class_exists(Composer\InstalledVersions::class) && Composer\InstalledVersions::isInstalled('guzzlehttp/guzzle')) {
        return Composer\InstalledVersions::getPrettyVersion('guzzlehttp/guzzle');
    }
    return (string) Client::MAJOR_VERSION;
}

while (($line = fgets(STDIN)) !== false) {
    fwrite(STDOUT, json_encode(answer($line)) . "\n");
}

<?php
// A receiver of Tencent Meeting event callbacks in PHP 7.4 or later, with the openssl extension that PHP comes with.
//
// Copy the first part into your program. `php -S 127.0.0.1:8080 receiver.php` listens with the secrets of
// TMSIG_CALLBACK_TOKEN and TMSIG_CALLBACK_AES_KEY, for `tmsig callback check http://127.0.0.1:8080/`; as a command the
// program is an adapter for vectors/callback_crosscheck.py.

declare(strict_types=1);

// ---- The receiver: copy this part ------------------------------------------------------------

const TM_ACKNOWLEDGEMENT = 'successfully received callback';

class Refused extends Exception
{
}

/**
 * The SHA-1 of the four texts, sorted and joined.
 *
 * What goes wrong in PHP: sort() without SORT_STRING compares timestamp and nonce as numbers, so that nearly every nonce
 * that begins with 2 to 9 fails.
 */
function tm_sign(string $token, string $timestamp, string $nonce, string $data): string
{
    $parts = [$token, $timestamp, $nonce, $data];
    sort($parts, SORT_STRING);
    return sha1(implode('', $parts));
}

/** The plaintext of data, or null. Verify the signature first. */
function tm_decrypt(?string $encodingAesKey, string $data): ?string
{
    $raw = base64_decode($data, true); // A missing "=" does not matter to it.
    if ($raw === false || $encodingAesKey === null || $encodingAesKey === '') {
        return $raw === false ? null : $raw;
    }
    $key = base64_decode($encodingAesKey . '='); // 32 bytes: not the 43 characters.
    // OPENSSL_RAW_DATA takes the padding off, and nothing more must be cut.
    $text = openssl_decrypt($raw, 'aes-256-cbc', $key, OPENSSL_RAW_DATA, substr($key, 0, 16));
    return $text === false ? null : $text;
}

/**
 * The answer to send with status 200 and nothing around it, and the event (null for the check of the URL).
 *
 * $query is the query string as it arrived, $headers has lower-case names. Throws Refused with the status as its code.
 * An event may come several times: tell repetitions by its trace_id.
 */
function tm_open(string $token, ?string $encodingAesKey, string $method, string $query, array $headers, string $body): array
{
    if ($method !== 'GET' && $method !== 'POST') {
        throw new Refused('neither GET nor POST', 405);
    }
    $data = $method === 'GET' ? tm_check_str($query) : tm_member_data($body);
    $timestamp = $headers['timestamp'] ?? '';
    $nonce = $headers['nonce'] ?? '';
    $signature = $headers['signature'] ?? '';
    $isWhole = preg_match('/^[0-9a-f]{40}$/D', $signature) && preg_match('/^([0-9]{10}|[0-9]{13})$/D', $timestamp)
        && preg_match('/^[!-~]+$/D', $nonce) && preg_match('~^[A-Za-z0-9+/]+={0,2}$~D', $data);
    if (!$isWhole) {
        throw new Refused('header or data', 400);
    }
    if (!hash_equals(tm_sign($token, $timestamp, $nonce, $data), $signature)) {
        throw new Refused('signature', 401);
    }
    $letters = strlen(rtrim($data, '='));
    $text = $letters % 4 === 1 || strlen($data) - $letters > (4 - $letters % 4) % 4 ? null : tm_decrypt($encodingAesKey, $data);
    if ($text === null || preg_match('//u', $text) !== 1) {
        throw new Refused('plaintext', 400);
    }
    if ($method === 'GET') {
        return [$text, null];
    }
    $object = json_decode($text, false, 512, JSON_BIGINT_AS_STRING);
    $event = $object instanceof stdClass ? json_decode($text, true, 512, JSON_BIGINT_AS_STRING) : [];
    $id = $event['trace_id'] ?? $event['unique_sequence'] ?? null;
    $isText = fn ($value) => is_string($value) && $value !== '';
    if (!$isText($event['event'] ?? null) || !$isText($id) || !is_array($object->payload ?? null)) {
        throw new Refused('event', 400);
    }
    return [TM_ACKNOWLEDGEMENT, $event];
}

/** Decoded once, and not as a form: rawurldecode, not urldecode. $_GET has decoded it already. */
function tm_check_str(string $query): string
{
    $values = preg_grep('/^check_str=/', explode('&', $query));
    if (count($values) !== 1) {
        throw new Refused('check_str', 400);
    }
    return str_replace(' ', '+', rawurldecode(substr(current($values), strlen('check_str='))));
}

function tm_member_data(string $body): string
{
    $parsed = json_decode($body);
    if (!$parsed instanceof stdClass || !is_string($parsed->data ?? null)) {
        throw new Refused('body', 400);
    }
    return $parsed->data;
}

/** Answers the request that PHP runs for. */
function tm_answer(string $token, ?string $encodingAesKey): ?array
{
    $headers = [];
    foreach (['timestamp', 'nonce', 'signature'] as $name) {
        $headers[$name] = $_SERVER['HTTP_' . strtoupper($name)] ?? '';
    }
    try {
        $body = file_get_contents('php://input');
        [$answer, $event] = tm_open($token, $encodingAesKey, $_SERVER['REQUEST_METHOD'], $_SERVER['QUERY_STRING'] ?? '', $headers, $body);
    } catch (Refused $refused) {
        http_response_code($refused->getCode());
        return null;
    }
    header('Content-Type: text/plain; charset=utf-8');
    echo $answer; // No newline after the closing tag: leave the closing tag out.
    return $event;
}

// ---- The rest is for tmsig alone -------------------------------------------------------------

function tm_asked(array $message): array
{
    $key = $message['encoding_aes_key'] ?? null;
    switch ($message['op']) {
        case 'callback_sign':
        case 'callback_verify':
            $signature = tm_sign($message['token'], $message['timestamp'], $message['nonce'], $message['data']);
            return $message['op'] === 'callback_sign' ? ['signature' => $signature] : ['valid' => $signature === $message['signature']];
        case 'callback_decrypt':
            $text = tm_decrypt($key, $message['data']);
            return $text === null ? ['refused' => 'data'] : ['plaintext_base64' => base64_encode($text)];
    }
    $headers = [];
    foreach ($message['headers'] as [$name, $value]) {
        $name = strtolower($name);
        $headers[$name] = isset($headers[$name]) ? "{$headers[$name]}, $value" : $value;
    }
    $query = explode('?', $message['target'], 2)[1] ?? '';
    try {
        [$answer] = tm_open($message['token'], $key, $message['method'], $query, $headers, base64_decode($message['body_base64']));
        return ['status' => 200, 'body_base64' => base64_encode($answer)];
    } catch (Refused $refused) {
        return ['status' => $refused->getCode(), 'body_base64' => ''];
    }
}

if (PHP_SAPI === 'cli-server') {
    tm_answer((string) getenv('TMSIG_CALLBACK_TOKEN'), getenv('TMSIG_CALLBACK_AES_KEY') ?: null);
} elseif (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    while (($line = fgets(STDIN)) !== false) {
        $message = json_decode($line, true);
        $ops = ['callback_sign', 'callback_verify', 'callback_decrypt', 'callback_handle'];
        $hello = ['version' => 1, 'name' => 'tmsig php receiver', 'language' => 'php ' . PHP_VERSION, 'ops' => $ops];
        echo json_encode($message['op'] === 'start' ? $hello : ['seq' => $message['seq']] + tm_asked($message)), "\n";
    }
}

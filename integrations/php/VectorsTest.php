<?php
// SPDX-License-Identifier: CC0-1.0

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/**
 * The golden vectors as PHPUnit tests of your own signer. Copy this file and the folder vectors/ (`tmsig vectors copy`).
 *
 *     TMSIG_REQUIRE=src/sign.php TMSIG_SIGNER='My\sign' TMSIG_VECTORS=tests/vectors phpunit VectorsTest.php
 *
 * TMSIG_SIGNER is a function or a static method `Class::method`; it is called with secret id, secret key, method, URI, nonce,
 * timestamp, Content-Type and body, all strings. TMSIG_REQUIRE is the file that has it. Without them it judges TmsigMiddleware.php.
 */
final class VectorsTest extends TestCase
{
    private const MIDDLEWARE = __DIR__ . '/TmsigMiddleware.php';

    public static function setUpBeforeClass(): void
    {
        require_once getenv('TMSIG_REQUIRE') ?: self::MIDDLEWARE;
    }

    public function testThereAreVectors(): void
    {
        self::assertGreaterThan(600, count(iterator_to_array(self::vectors())));
    }

    /** @dataProvider vectors */
    public function testVector(array $credentials, array $test): void
    {
        $right = array_column([$test, ...($test['alternatives'] ?? [])], 'signature');
        try {
            $got = self::sign($credentials, $test['request']);
        } catch (Throwable $error) {
            if ($test['result'] !== 'acceptable') { // Where the sources are silent, a signer may refuse.
                throw $error;
            }
            $this->expectNotToPerformAssertions();
            return;
        }
        $signed = json_encode($test['string_to_sign'] ?? $test['string_to_sign_base64'] ?? '');
        self::assertContains($got, $right, $test['comment'] . "\nto be signed: " . substr($signed, 0, 400));
    }

    private static function sign(array $credentials, array $request): string
    {
        $headers = array_change_key_case($request['headers']);
        // Bytes that are not UTF-8 stand in body_base64.
        $body = $request['body'] ?? base64_decode($request['body_base64'], true);
        return (getenv('TMSIG_SIGNER') ?: 'Tmsig\signature')(
            $credentials['secret_id'], $credentials['secret_key'], $request['method'], $request['uri'],
            $headers['x-tc-nonce'], $headers['x-tc-timestamp'], $headers['content-type'] ?? '', $body,
        );
    }

    public static function vectors(): Generator
    {
        foreach (glob((getenv('TMSIG_VECTORS') ?: __DIR__ . '/../../vectors') . '/*.json') as $file) {
            $topic = json_decode(file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
            if (($topic['schema'] ?? '') !== 'vectors.schema.json') {
                continue;
            }
            foreach ($topic['groups'] as $group) {
                foreach ($group['tests'] as $test) {
                    if ($test['result'] !== 'invalid') { // What is invalid is for those who verify.
                        yield $test['id'] => [$group['credentials'], $test];
                    }
                }
            }
        }
    }
}

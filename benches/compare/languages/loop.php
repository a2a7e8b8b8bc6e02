
[, $fieldsPath, $bodyPath] = $argv;
$fields = explode("\n", file_get_contents($fieldsPath));
$fields[] = file_get_contents($bodyPath);
[$count, $best, $rounds, $signature] = [1, INF, 0, ''];
while ($rounds < 12) {
    $start = hrtime(true);
    for ($i = 0; $i < $count; $i++) {
        $signature = sign(...$fields);
    }
    $elapsed = hrtime(true) - $start;
    if ($elapsed < 100e6) {
        $count *= 2;
        continue;
    }
    $rounds++;
    $best = min($best, $elapsed / $count);
}
echo $signature, ' ', $best, ' PHP ', PHP_MAJOR_VERSION, '.', PHP_MINOR_VERSION, "\n";


use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

sub slurp {
    open my $file, '<:raw', $_[0] or die "$_[0]: $!";
    local $/;
    return scalar <$file>;
}

my @names = qw(secret_id secret_key method uri nonce timestamp content_type);
my %fields;
@fields{@names} = split /\n/, slurp($ARGV[0]), -1;
$fields{body} = slurp($ARGV[1]);
my ($count, $best, $rounds, $signature) = (1, 9**9**9, 0, '');
while ($rounds < 12) {
    my $start = clock_gettime(CLOCK_MONOTONIC);
    $signature = sign(%fields) for 1 .. $count;
    my $elapsed = clock_gettime(CLOCK_MONOTONIC) - $start;
    if ($elapsed < 0.1) {
        $count *= 2;
        next;
    }
    $rounds++;
    $best = $elapsed / $count * 1e9 if $elapsed / $count * 1e9 < $best;
}
printf "%s %.1f Perl %vd\n", $signature, $best, $^V;

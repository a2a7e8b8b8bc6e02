
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        String[] fields = java.nio.file.Files.readString(java.nio.file.Path.of(arguments[0])).split("\n", -1);
        byte[] body = java.nio.file.Files.readAllBytes(java.nio.file.Path.of(arguments[1]));
        String signature = "";
        double best = Double.POSITIVE_INFINITY;
        for (int count = 1, rounds = 0; rounds < 12;) {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                signature = sign(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], body);
            }
            long elapsed = System.nanoTime() - start;
            if (elapsed < 100_000_000L) {
                count *= 2;
                continue;
            }
            rounds++;
            best = Math.min(best, (double) elapsed / count);
        }
        System.out.println(signature + " " + best + " Java " + Runtime.version().feature());
    }
}

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Java's HttpClient, with the signing function of adapters/Signer.java. */
final class HttpClientCalls {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] arguments) throws Exception {
        String created = call("POST", "/v1/meetings", "{\"subject\":\"周会\",\"userid\":\"tester1\"}");
        if (!created.contains("周会")) throw new AssertionError(created);
        String name = URLEncoder.encode("张三 a+b/&=", StandardCharsets.UTF_8);
        call("GET", "/v1/meetings?userid=" + name + "&instanceid=1", "");
        call("PUT", "/v1/meetings/1", "{\"subject\":\"改期 \uD83C\uDF89\"}");
        call("DELETE", "/v1/users/tester1", "");
    }

    private static String call(String method, String uri, String text) throws Exception {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String nonce = Long.toString(ThreadLocalRandom.current().nextLong(1, 1L << 53));
        String timestamp = Long.toString(System.currentTimeMillis() / 1000);
        String signature = Signer.sign(env("TMSIG_SECRET_ID"), env("TMSIG_SECRET_KEY"), method, uri, nonce,
                timestamp, "application/json", body);
        HttpRequest request = HttpRequest.newBuilder(URI.create(env("BASE_URL") + uri))
                .method(method, body.length > 0 ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody())
                .headers("AppId", env("TMSIG_APP_ID"), "SdkId", env("TMSIG_SDK_ID"), "X-TC-Registered", "1",
                        "Content-Type", "application/json", "X-TC-Key", env("TMSIG_SECRET_ID"),
                        "X-TC-Nonce", nonce, "X-TC-Timestamp", timestamp, "X-TC-Signature", signature)
                .build();
        var answer = CLIENT.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new AssertionError(answer.statusCode() + " " + answer.body());
        return answer.body();
    }

    private static String env(String name) {
        return System.getenv(name);
    }
}

// SPDX-License-Identifier: CC0-1.0

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Lets `tmsig test` and `tmsig test --client` check the classes a folder above: one subclass a library. Not to be copied. */
abstract class Adapter {
    static final ObjectMapper JSON = new ObjectMapper()
        .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    static final class Account {
        final String baseUrl, host, appId, sdkId, secretId, secretKey;

        Account(JsonNode message) {
            baseUrl = message.get("base_url").asText();
            host = URI.create(baseUrl).getHost();
            appId = message.get("app_id").asText();
            sdkId = message.get("sdk_id").asText(null);
            secretId = message.get("secret_id").asText();
            secretKey = message.get("secret_key").asText();
        }

        String key() {
            return String.join("\n", baseUrl, appId, String.valueOf(sdkId), secretId, secretKey);
        }
    }

    static final class Answer {
        final int status;
        final String location;

        Answer(int status, String location) {
            this.status = status;
            this.location = location;
        }
    }

    /** A client that is kept between calls. */
    interface Sender {
        /** {@code json} is null for no body, {@code parts} for no upload. */
        Answer send(String method, String url, JsonNode json, JsonNode parts) throws Exception;
    }

    private final Map<String, Sender> senders = new ConcurrentHashMap<>();

    abstract String name();

    abstract Sender sender(Account account);

    abstract String signature(String secretId, String secretKey, String method, String uri, String nonce, String timestamp,
        String contentType, byte[] body);

    /** Path and query, encoded. */
    String url(Account account, JsonNode call) {
        StringBuilder url = new StringBuilder(call.get("path").asText());
        call.get("path_params").fields().forEachRemaining(parameter -> {
            String name = "{" + parameter.getKey() + "}";
            int at = url.indexOf(name);
            url.replace(at, at + name.length(), encode(parameter.getValue().asText()));
        });
        String separator = "?";
        for (JsonNode pair : call.get("query")) {
            url.append(separator).append(encode(pair.get(0).asText())).append("=").append(encode(pair.get(1).asText()));
            separator = "&";
        }
        return account.baseUrl + url;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    private int make(Account account, JsonNode call) throws Exception {
        Sender sender = senders.computeIfAbsent(account.key(), key -> sender(account));
        String method = call.get("method").asText(), url = url(account, call);
        JsonNode json = call.get("json_text").isNull() ? null : JSON.readTree(call.get("json_text").asText());
        JsonNode parts = call.get("multipart").isNull() ? null : call.get("multipart");
        Answer answer = sender.send(method, url, json, parts);
        if (answer.status == 307) { // Not followed by OkHttp 3 after a POST.
            url = answer.location;
            answer = sender.send(method, url, json, parts);
        }
        if (answer.status >= 500) { // Asked again where it led, it is signed again.
            answer = sender.send(method, answer.location == null ? url : answer.location, json, parts);
        }
        return answer.status;
    }

    private ObjectNode answer(JsonNode message) {
        ObjectNode answer = JSON.createObjectNode();
        answer.set("seq", message.get("seq"));
        try {
            switch (message.path("op").asText()) {
                case "start":
                    answer.put("version", 1).put("name", name()).put("language", "java " + System.getProperty("java.version"));
                    answer.putArray("ops").add("sign").add("call").add("calls");
                    break;
                case "sign":
                    answer.put("signature", signature(
                        message.get("secret_id").asText(), message.get("secret_key").asText(), message.get("method").asText(),
                        message.get("uri").asText(), message.get("nonce").asText(), message.get("timestamp").asText(),
                        message.get("content_type").asText(), message.get("body_base64").binaryValue()));
                    break;
                case "call":
                    answer.put("status", make(new Account(message), message));
                    break;
                case "calls":
                    Account account = new Account(message);
                    List<CompletableFuture<Integer>> made = new ArrayList<>();
                    for (JsonNode call : message.get("calls")) {
                        made.add(CompletableFuture.supplyAsync(() -> {
                            try {
                                return make(account, call);
                            } catch (Exception error) {
                                throw new IllegalStateException(error);
                            }
                        }, task -> new Thread(task).start()));
                    }
                    ArrayNode statuses = JSON.createArrayNode();
                    made.forEach(status -> statuses.add(status.join()));
                    answer.set("statuses", statuses);
                    break;
                default:
                    answer.put("error", "unknown op");
            }
        } catch (Throwable error) { // A class that is missing too.
            answer.put("error", error.toString());
        }
        return answer;
    }

    void run() throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        for (String line; (line = lines.readLine()) != null; ) {
            out.print(answer(JSON.readTree(line)) + "\n");
            out.flush();
        }
        System.exit(0); // The libraries' threads would keep it alive for a while.
    }
}

// A client of the Tencent Meeting (腾讯会议) REST API with Java's HttpClient (Java 17 or later), that signs exactly what it sends.
//
// Copy the class `Client`. The rest lets `tmsig test --client -- java HttpClientClient.java` check it.

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class HttpClientClient {
    // ---- The client: copy this class -----------------------------------------------------------

    /**
     * Encodes the URI once, takes the body as bytes, signs these, sends these.
     *
     * <p>What goes wrong in Java: {@code uri.getPath()} and {@code getQuery()} are decoded, and {@code new URI(scheme,
     * host, path, …)} encodes by rules of its own. Sign the text that goes into {@code URI.create}.
     */
    static class Client {
        private static final SecureRandom RANDOM = new SecureRandom();
        private final String baseUrl, appId, sdkId, secretId, secretKey;
        // HTTP/1.1: over plain HTTP it would ask for an upgrade. It follows no redirect by itself.
        private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER).build();

        Client(String baseUrl, String appId, String sdkId, String secretId, String secretKey) {
            this.baseUrl = baseUrl;
            this.appId = appId;
            this.sdkId = sdkId;
            this.secretId = secretId;
            this.secretKey = secretKey;
        }

        /** {@code path} is a template like /v1/meetings/{meeting_id}; an empty body is none. */
        HttpResponse<byte[]> call(String method, String path, Map<String, String> pathParams, List<String[]> query,
                byte[] body, String contentType) throws Exception {
            String uri = path;
            for (Map.Entry<String, String> parameter : pathParams.entrySet()) {
                uri = uri.replace("{" + parameter.getKey() + "}", encode(parameter.getValue()));
            }
            if (!query.isEmpty()) {
                uri += "?" + query.stream().map(pair -> encode(pair[0]) + "=" + encode(pair[1])).collect(Collectors.joining("&"));
            }
            HttpResponse<byte[]> response = send(method, uri, body, contentType);
            if (response.statusCode() == 307) { // The same again, elsewhere, and so with another signature.
                URI target = URI.create(baseUrl + uri).resolve(response.headers().firstValue("Location").orElseThrow());
                if (baseUrl.equals(target.getScheme() + "://" + target.getRawAuthority())) {
                    uri = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
                    response = send(method, uri, body, contentType);
                }
            }
            if (response.statusCode() >= 500) { // Once more, with a new nonce and so a new signature.
                response = send(method, uri, body, contentType);
            }
            return response;
        }

        /** Signs and sends one request; {@code uri} is path and query as they go over the wire. */
        private HttpResponse<byte[]> send(String method, String uri, byte[] body, String contentType) throws Exception {
            String nonce = String.valueOf(RANDOM.nextInt(1, Integer.MAX_VALUE));
            String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
            String headerString = "X-TC-Key=" + secretId + "&X-TC-Nonce=" + nonce + "&X-TC-Timestamp=" + timestamp;
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + uri)).timeout(Duration.ofSeconds(30))
                .method(method, body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body))
                .header("X-TC-Key", secretId).header("X-TC-Nonce", nonce).header("X-TC-Timestamp", timestamp)
                .header("X-TC-Signature", sign(method + "\n" + headerString + "\n" + uri + "\n",
                    // An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
                    contentType.matches("(?is)[ \t]*multipart/form-data[ \t]*(;.*)?") ? new byte[0] : body))
                .header("AppId", appId).header("X-TC-Registered", "1").header("Content-Type", contentType);
            if (sdkId != null) {
                request.header("SdkId", sdkId);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }

        private String sign(String head, byte[] body) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
            mac.update(head.getBytes(UTF_8));
            String hex = HexFormat.of().formatHex(mac.doFinal(body));
            return Base64.getEncoder().encodeToString(hex.getBytes(UTF_8));
        }

        /** All but A-Z a-z 0-9 - . _ ~; URLEncoder is made for forms. */
        static String encode(String text) {
            return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        }
    }

    /** The body of a multipart/form-data upload; {@code parts} as the adapter protocol has them. */
    static byte[] upload(List<Map<String, Object>> parts, String boundary) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map<String, Object> part : parts) {
            String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.get("name") + "\"";
            head += part.get("filename") == null ? "" : "; filename=\"" + part.get("filename") + "\"";
            head += part.get("content_type") == null ? "" : "\r\nContent-Type: " + part.get("content_type");
            body.write((head + "\r\n\r\n").getBytes(UTF_8));
            body.write(Base64.getDecoder().decode((String) part.get("content_base64")));
            body.write("\r\n".getBytes(UTF_8));
        }
        body.write(("--" + boundary + "--\r\n").getBytes(UTF_8));
        return body.toByteArray();
    }

    // ---- The adapter: only for `tmsig test --client` -------------------------------------------

    private static final Map<List<Object>, Client> CLIENTS = new ConcurrentHashMap<>();

    private static Client client(Map<String, Object> message) {
        List<Object> account = new ArrayList<>();
        for (String name : List.of("base_url", "app_id", "sdk_id", "secret_id", "secret_key")) {
            account.add(message.get(name) == null ? "" : message.get(name));
        }
        return CLIENTS.computeIfAbsent(account, key -> new Client((String) key.get(0), (String) key.get(1),
            key.get(2).equals("") ? null : (String) key.get(2), (String) key.get(3), (String) key.get(4)));
    }

    @SuppressWarnings("unchecked")
    private static int make(Client client, Map<String, Object> call) throws Exception {
        // The value was serialised before: Java has no JSON of its own.
        byte[] body = call.get("json_text") == null ? new byte[0] : ((String) call.get("json_text")).getBytes(UTF_8);
        String contentType = "application/json";
        if (call.get("multipart") != null) {
            String boundary = Long.toHexString(Client.RANDOM.nextLong()) + Long.toHexString(Client.RANDOM.nextLong());
            body = upload((List<Map<String, Object>>) call.get("multipart"), boundary);
            contentType = "multipart/form-data; boundary=" + boundary;
        }
        List<String[]> query = new ArrayList<>();
        for (Object pair : (List<Object>) call.get("query")) {
            query.add(((List<Object>) pair).toArray(new String[0]));
        }
        return client.call((String) call.get("method"), (String) call.get("path"),
            (Map<String, String>) call.get("path_params"), query, body, contentType).statusCode();
    }

    @SuppressWarnings("unchecked")
    private static String answer(Map<String, Object> message) {
        Object seq = message.get("seq");
        try {
            switch (String.valueOf(message.get("op"))) {
                case "start":
                    String version = System.getProperty("java.version");
                    return "{\"version\":1,\"name\":\"HttpClient of Java " + version + "\",\"language\":\"java " + version
                        + "\",\"ops\":[\"call\",\"calls\"]}";
                case "call":
                    return "{\"seq\":" + seq + ",\"status\":" + make(client(message), message) + "}";
                case "calls":
                    Client client = client(message);
                    List<CompletableFuture<Integer>> made = new ArrayList<>();
                    for (Object call : (List<Object>) message.get("calls")) {
                        made.add(CompletableFuture.supplyAsync(() -> {
                            try {
                                return make(client, (Map<String, Object>) call);
                            } catch (Exception error) {
                                throw new IllegalStateException(error);
                            }
                        }, task -> new Thread(task).start()));
                    }
                    return "{\"seq\":" + seq + ",\"statuses\":" + made.stream().map(CompletableFuture::join).toList() + "}";
                default:
                    return "{\"seq\":" + seq + ",\"error\":\"unknown op\"}";
            }
        } catch (Exception error) {
            return "{\"seq\":" + seq + ",\"error\":\"" + error.toString().replaceAll("[\"\\\\\\p{Cntrl}]", " ") + "\"}";
        }
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        for (String line; (line = lines.readLine()) != null; ) {
            out.print(answer((Map<String, Object>) new Json(line).value()) + "\n");
            out.flush();
        }
        System.exit(0); // The HTTP client's threads would keep it alive for a while.
    }

    /** Reads a line of JSON that is known to be one; numbers stay text. */
    private static class Json {
        private final String source;
        private int at;

        Json(String source) {
            this.source = source;
        }

        Object value() {
            char first = next();
            if (first == '{' || first == '[') {
                Map<String, Object> members = new LinkedHashMap<>();
                List<Object> elements = new ArrayList<>();
                at++;
                while (next() != '}' && next() != ']') {
                    if (first == '{') {
                        String name = string();
                        next();
                        at++; // The colon.
                        members.put(name, value());
                    } else {
                        elements.add(value());
                    }
                    if (next() == ',') {
                        at++;
                    }
                }
                at++;
                return first == '{' ? members : elements;
            }
            if (first == '"') {
                return string();
            }
            int start = at;
            while (at < source.length() && ",]} ".indexOf(source.charAt(at)) < 0) {
                at++;
            }
            String literal = source.substring(start, at);
            return literal.equals("null") ? null : literal;
        }

        private String string() {
            StringBuilder text = new StringBuilder();
            for (at++; source.charAt(at) != '"'; at++) {
                char character = source.charAt(at);
                if (character == '\\') {
                    char escape = source.charAt(++at);
                    int known = "bfnrt".indexOf(escape);
                    if (escape == 'u') {
                        character = (char) Integer.parseInt(source.substring(at + 1, at + 5), 16);
                        at += 4;
                    } else {
                        character = known < 0 ? escape : "\b\f\n\r\t".charAt(known);
                    }
                }
                text.append(character);
            }
            at++;
            return text.toString();
        }

        private char next() {
            while (Character.isWhitespace(source.charAt(at))) {
                at++;
            }
            return source.charAt(at);
        }
    }
}

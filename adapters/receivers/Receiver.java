// A receiver of Tencent Meeting event callbacks in Java 11 or later, JDK only.
//
// Copy the first part into your program. `java Receiver.java 8080` listens with the secrets of TMSIG_CALLBACK_TOKEN and
// TMSIG_CALLBACK_AES_KEY, for `tmsig callback check http://127.0.0.1:8080/`; without a port the program is an adapter for
// `tmsig callback test -- java Receiver.java`.

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

public final class Receiver {

    // ---- The receiver: copy this part -----------------------------------------------------------

    public static final String ACKNOWLEDGEMENT = "successfully received callback";

    /** Why a callback is refused: the status to answer with. */
    public static final class Refused extends Exception {
        public final int status;

        Refused(int status) {
            super("refused with " + status);
            this.status = status;
        }
    }

    /** The body to send with status 200 and nothing around it, and the event; null for the check of the URL. */
    public static final class Opened {
        public final String answer;
        public final Map<?, ?> event;

        Opened(String answer, Map<?, ?> event) {
            this.answer = answer;
            this.event = event;
        }
    }

    /** Returns the SHA-1 of the four texts, sorted and joined. Not a Collator: it sorts as words. */
    public static String sign(String token, String timestamp, String nonce, String data)
            throws GeneralSecurityException {
        String[] parts = {token, timestamp, nonce, data};
        Arrays.sort(parts);
        StringBuilder hex = new StringBuilder();
        for (byte octet : MessageDigest.getInstance("SHA-1").digest(String.join("", parts).getBytes(UTF_8))) {
            hex.append(String.format("%02x", octet));
        }
        return hex.toString();
    }

    /**
     * Returns the plaintext of data. Verify the signature first.
     *
     * <p>What goes wrong in Java: code written for WeCom, which cuts the padding once more and looks for 16 random
     * bytes and a length. PKCS5Padding takes the padding off, and the plaintext is the message alone.
     */
    public static byte[] decrypt(String encodingAesKey, String data) throws GeneralSecurityException {
        byte[] raw = Base64.getDecoder().decode(data); // A missing "=" does not matter to it.
        if (encodingAesKey == null || encodingAesKey.isEmpty()) {
            return raw;
        }
        if (raw.length == 0) {
            throw new GeneralSecurityException("no block");
        }
        byte[] key = Base64.getDecoder().decode(encodingAesKey + "="); // 32 bytes: not the 43 characters.
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(key, 0, 16));
        return cipher.doFinal(raw);
    }

    /**
     * Opens a request. {@code query} is the query as it arrived ({@code getRawQuery()}), {@code header} looks a header up
     * without regard to case and returns null if it is not there. An event may come several times: tell repetitions by
     * its trace_id, and do the work after answering.
     */
    public static Opened open(String token, String encodingAesKey, String method, String query,
            UnaryOperator<String> header, byte[] body) throws Refused, GeneralSecurityException {
        boolean isUrlCheck = method.equals("GET");
        if (!isUrlCheck && !method.equals("POST")) {
            throw new Refused(405);
        }
        String data = isUrlCheck ? checkStr(query) : memberData(body);
        String timestamp = shaped(header.apply("timestamp"), "[0-9]{10}|[0-9]{13}");
        String nonce = shaped(header.apply("nonce"), "[!-~]+");
        String signature = shaped(header.apply("signature"), "[0-9a-f]{40}");
        shaped(data, "[A-Za-z0-9+/]+={0,2}");
        // isEqual takes the same time wherever the two differ.
        byte[] expected = sign(token, timestamp, nonce, data).getBytes(US_ASCII);
        if (!MessageDigest.isEqual(expected, signature.getBytes(US_ASCII))) {
            throw new Refused(401);
        }
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(decrypt(encodingAesKey, data))).toString();
        } catch (GeneralSecurityException | IllegalArgumentException | CharacterCodingException error) {
            throw new Refused(400);
        }
        return isUrlCheck ? new Opened(text, null) : new Opened(ACKNOWLEDGEMENT, event(text));
    }

    private static Map<?, ?> event(String text) throws Refused {
        Map<?, ?> event = object(text.getBytes(UTF_8));
        Object id = event.containsKey("trace_id") ? event.get("trace_id") : event.get("unique_sequence");
        boolean isEvent = event.get("event") instanceof String && !event.get("event").equals("")
                && id instanceof String && !id.equals("") && event.get("payload") instanceof List;
        if (!isEvent) {
            throw new Refused(400);
        }
        return event;
    }

    private static String shaped(String text, String shape) throws Refused {
        if (text == null || !text.matches(shape)) {
            throw new Refused(400);
        }
        return text;
    }

    /** Decoded once, and not as a form (URLDecoder): base64 holds "+" and no spaces. getParameter has decoded it already. */
    private static String checkStr(String query) throws Refused {
        List<String> values = new ArrayList<>();
        for (String pair : (query == null ? "" : query).split("&")) {
            if (pair.startsWith("check_str=")) {
                values.add(pair.substring("check_str=".length()));
            }
        }
        if (values.size() != 1) {
            throw new Refused(400);
        }
        return Pattern.compile("%([0-9A-Fa-f]{2})").matcher(values.get(0))
                .replaceAll(escape -> Matcher.quoteReplacement("" + (char) Integer.parseInt(escape.group(1), 16)))
                .replace(' ', '+');
    }

    private static String memberData(byte[] body) throws Refused {
        Object data = object(body).get("data");
        if (!(data instanceof String)) {
            throw new Refused(400);
        }
        return (String) data;
    }

    private static Map<?, ?> object(byte[] json) throws Refused {
        try {
            Object value = new Json(json).read();
            if (value instanceof Map) {
                return (Map<?, ?>) value;
            }
        } catch (CharacterCodingException | RuntimeException | StackOverflowError error) {
            // Refused below.
        }
        throw new Refused(400);
    }

    /** Answers a request of the JDK's server; {@code onEvent} is called after the answer was sent. */
    public static void answer(HttpExchange exchange, String token, String encodingAesKey, Consumer<Map<?, ?>> onEvent)
            throws IOException {
        Opened opened;
        try {
            // A header that stands there twice is none of the vendor's.
            UnaryOperator<String> header = name -> {
                List<String> values = exchange.getRequestHeaders().get(name);
                return values == null || values.size() != 1 ? null : values.get(0);
            };
            opened = open(token, encodingAesKey, exchange.getRequestMethod(), exchange.getRequestURI().getRawQuery(),
                    header, exchange.getRequestBody().readAllBytes());
        } catch (Refused refused) {
            exchange.sendResponseHeaders(refused.status, -1);
            exchange.close();
            return;
        } catch (GeneralSecurityException error) {
            throw new IOException(error);
        }
        byte[] answer = opened.answer.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
        if (opened.event != null) {
            onEvent.accept(opened.event);
        }
    }

    // ---- The rest is for tmsig alone, but for the JSON reader -----------------------------------

    private static String asked(Map<?, ?> message) throws GeneralSecurityException {
        String op = (String) message.get("op");
        if (op.equals("start")) {
            return "\"version\":1,\"name\":\"tmsig java receiver\",\"language\":\"java " + Runtime.version().feature()
                    + "\",\"ops\":[\"callback_sign\",\"callback_verify\",\"callback_decrypt\",\"callback_handle\"]";
        }
        String token = (String) message.get("token");
        String key = (String) message.get("encoding_aes_key");
        String data = (String) message.get("data");
        if (op.equals("callback_decrypt")) {
            try {
                return "\"plaintext_base64\":\"" + Base64.getEncoder().encodeToString(decrypt(key, data)) + "\"";
            } catch (GeneralSecurityException | IllegalArgumentException error) {
                return "\"refused\":\"data\"";
            }
        }
        if (op.equals("callback_sign") || op.equals("callback_verify")) {
            String signature = sign(token, (String) message.get("timestamp"), (String) message.get("nonce"), data);
            return op.equals("callback_sign") ? "\"signature\":\"" + signature + "\""
                    : "\"valid\":" + signature.equals(message.get("signature"));
        }
        Map<String, String> headers = new HashMap<>();
        for (Object pair : (List<?>) message.get("headers")) {
            String name = ((String) ((List<?>) pair).get(0)).toLowerCase(Locale.ROOT);
            headers.merge(name, (String) ((List<?>) pair).get(1), (first, second) -> first + ", " + second);
        }
        String[] target = ((String) message.get("target")).split("\\?", 2);
        try {
            Opened opened = open(token, key, (String) message.get("method"), target.length > 1 ? target[1] : null,
                    headers::get, Base64.getDecoder().decode((String) message.get("body_base64")));
            String body = Base64.getEncoder().encodeToString(opened.answer.getBytes(UTF_8));
            return "\"status\":200,\"body_base64\":\"" + body + "\"";
        } catch (Refused refused) {
            return "\"status\":" + refused.status + ",\"body_base64\":\"\"";
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            int port = Integer.parseInt(arguments[0]);
            String token = System.getenv("TMSIG_CALLBACK_TOKEN"), key = System.getenv("TMSIG_CALLBACK_AES_KEY");
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/", exchange -> answer(exchange, token, key,
                    event -> System.out.println(event.get("event"))));
            server.start();
            return;
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<?, ?> message = (Map<?, ?>) new Json(line.getBytes(UTF_8)).read();
            String seq = message.containsKey("seq") ? "\"seq\":" + message.get("seq") + "," : "";
            System.out.print("{" + seq + asked(message) + "}\n");
            System.out.flush();
        }
    }

    /** A small JSON reader (RFC 8259): objects are Maps, arrays Lists, numbers BigDecimals. Use your JSON library instead. */
    private static final class Json {
        private static final Pattern LITERAL = Pattern.compile(
                "(-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)|true|false|null");
        private static final Pattern PLAIN = Pattern.compile("[^\"\\\\\\x00-\\x1f]*+");
        private static final String ESCAPES = "\"\\/bfnrt", MEANINGS = "\"\\/\b\f\n\r\t";

        private final String source;
        private int at;

        Json(byte[] source) throws CharacterCodingException {
            this.source = UTF_8.newDecoder().decode(ByteBuffer.wrap(source)).toString();
        }

        Object read() {
            Object value = value();
            require(at == source.length());
            return value;
        }

        private Object value() {
            Object value = null;
            if (skip('{')) {
                Map<String, Object> members = new HashMap<>();
                for (boolean more = !skip('}'); more; more = !skip('}')) {
                    require(members.isEmpty() || skip(','));
                    require(skip('"'));
                    String name = string();
                    require(skip(':'));
                    members.put(name, value());
                }
                value = members;
            } else if (skip('[')) {
                List<Object> items = new ArrayList<>();
                for (boolean more = !skip(']'); more; more = !skip(']')) {
                    require(items.isEmpty() || skip(','));
                    items.add(value());
                }
                value = items;
            } else if (skip('"')) {
                value = string();
            } else {
                Matcher literal = LITERAL.matcher(source).region(at, source.length());
                require(literal.lookingAt());
                at = literal.end();
                value = literal.group(1) == null ? null : new BigDecimal(literal.group(1));
            }
            space();
            return value;
        }

        private String string() {
            StringBuilder text = new StringBuilder();
            for (;;) {
                Matcher plain = PLAIN.matcher(source).region(at, source.length());
                require(plain.lookingAt());
                text.append(source, at, plain.end());
                at = plain.end() + 1;
                if (source.charAt(at - 1) == '"') {
                    space();
                    return text.toString();
                }
                require(source.charAt(at - 1) == '\\');
                char escape = source.charAt(at++);
                if (escape == 'u') {
                    require(source.substring(at, at + 4).matches("[0-9A-Fa-f]{4}"));
                    text.append((char) Integer.parseInt(source.substring(at, at + 4), 16));
                    at += 4;
                } else {
                    text.append(MEANINGS.charAt(ESCAPES.indexOf(escape)));
                }
            }
        }

        private boolean skip(char expected) {
            space();
            boolean found = at < source.length() && source.charAt(at) == expected;
            at += found ? 1 : 0;
            return found;
        }

        private void space() {
            while (at < source.length() && " \t\r\n".indexOf(source.charAt(at)) >= 0) {
                at++;
            }
        }

        private static void require(boolean condition) {
            if (!condition) {
                throw new IllegalArgumentException("not JSON");
            }
        }
    }
}

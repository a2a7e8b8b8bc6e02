// The Tencent Meeting REST API request signature in Java 11 or later, JDK only.
//
// Copy `sign` into your program. The rest of the file lets `tmsig test -- java Signer.java` check it.

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class Signer {

    // ---- The signature: copy this method -------------------------------------------------------

    /**
     * Returns the X-TC-Signature of one request.
     *
     * <p>Every argument is what goes over the wire: {@code method} in upper case, {@code uri} the path and query as
     * sent (no scheme, no host; {@code getRawPath()}, not {@code getPath()}), {@code nonce} and {@code timestamp} the
     * values of their headers, {@code contentType} the header or "". {@code body} is the bytes you send, empty for
     * none: serialise once, sign those bytes, and send those bytes.
     *
     * <p>What goes wrong in Java: {@code getBytes()} without a charset, which before Java 18 is the platform's and not
     * UTF-8; and hex written with "%x", which loses the leading zero of a byte below 16. It is "%02x".
     */
    public static String sign(String secretId, String secretKey, String method, String uri, String nonce,
            String timestamp, String contentType, byte[] body) throws GeneralSecurityException {
        String headerString = "X-TC-Key=" + secretId + "&X-TC-Nonce=" + nonce + "&X-TC-Timestamp=" + timestamp;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
        mac.update((method + "\n" + headerString + "\n" + uri + "\n").getBytes(UTF_8));
        // An upload is signed as if it had no body.
        if (!contentType.matches("(?is)[ \t]*multipart/form-data[ \t]*(;.*)?")) {
            mac.update(body);
        }
        StringBuilder hexDigest = new StringBuilder();
        for (byte octet : mac.doFinal()) {
            hexDigest.append(String.format("%02x", octet));
        }
        return Base64.getEncoder().encodeToString(hexDigest.toString().getBytes(UTF_8));
    }

    // ---- The adapter: only for `tmsig test` ----------------------------------------------------

    static String answer(byte[] line) throws GeneralSecurityException {
        Map<?, ?> message;
        try {
            message = Objects.requireNonNull((Map<?, ?>) new Json(line).read());
        } catch (CharacterCodingException | RuntimeException | StackOverflowError error) {
            return "{\"seq\":null,\"error\":\"not a JSON object\"}";
        }
        String seq = message.get("seq") instanceof BigDecimal ? message.get("seq").toString() : "null";
        if ("start".equals(message.get("op"))) {
            return "{\"version\":1,\"name\":\"tmsig java adapter\",\"language\":\"java "
                    + Runtime.version().feature() + "\",\"ops\":[\"sign\"]}";
        }
        if (!"sign".equals(message.get("op"))) {
            return "{\"seq\":" + seq + ",\"error\":\"unknown op\"}";
        }
        if ("".equals(message.get("secret_key"))) {
            return "{\"seq\":" + seq + ",\"skip\":\"SecretKeySpec refuses an empty key\"}";
        }
        try {
            byte[] body = Base64.getDecoder().decode(text(message, "body_base64"));
            if (!Base64.getEncoder().encodeToString(body).equals(message.get("body_base64"))) {
                throw new IllegalArgumentException("body_base64 is not padded"); // The decoder would not mind.
            }
            String signature = sign(text(message, "secret_id"), text(message, "secret_key"), text(message, "method"),
                    text(message, "uri"), text(message, "nonce"), text(message, "timestamp"),
                    text(message, "content_type"), body);
            return "{\"seq\":" + seq + ",\"signature\":\"" + signature + "\"}";
        } catch (IllegalArgumentException error) { // From text() or the decoder: nothing to escape in the message.
            return "{\"seq\":" + seq + ",\"error\":\"" + error.getMessage() + "\"}";
        }
    }

    static String text(Map<?, ?> message, String name) {
        if (message.get(name) instanceof String) {
            return (String) message.get(name);
        }
        throw new IllegalArgumentException(name + " is missing or not a string");
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream input = System.in; // Bytes: a Reader would stop at the first one that is not UTF-8.
        for (int octet = input.read(); ; octet = input.read()) {
            if (octet >= 0 && octet != '\n') {
                line.write(octet);
                continue;
            }
            if (octet == '\n' || line.size() > 0) {
                System.out.print(answer(line.toByteArray()) + "\n"); // Pure ASCII, and not println's "\r\n".
                System.out.flush();
                line.reset();
            }
            if (octet < 0 || System.out.checkError()) { // The input has ended, or nobody is listening any more.
                return;
            }
        }
    }

    /** A small JSON reader (RFC 8259). What is inside an array is checked and dropped: no message has one. */
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
                boolean first = true;
                for (boolean more = !skip(']'); more; more = !skip(']')) {
                    require(first || skip(','));
                    value();
                    first = false;
                }
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
                    require(UTF_8.newEncoder().canEncode(text)); // No half of a surrogate pair.
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

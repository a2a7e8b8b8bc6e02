// SPDX-License-Identifier: CC0-1.0

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The golden vectors as JUnit 5 tests of your own signer, read with Jackson. Copy this file and the folder vectors/
 * ({@code tmsig vectors copy}), and put your signer into {@link #sign}.
 *
 * <p>{@code -Dtmsig.vectors=DIR} says where the vectors are, {@code -Dtmsig.signer=CLASS} which class's static {@code signature} is judged.
 */
class VectorsTest {
    private static final Path VECTORS = Paths.get(System.getProperty("tmsig.vectors", "vectors"));
    private static final String SIGNER = System.getProperty("tmsig.signer", "TmsigInterceptor");

    /** Your signer: by its name here, so that this file stands alone. A direct call would do. */
    private static String sign(String secretId, String secretKey, String method, String uri, String nonce, String timestamp,
            String contentType, byte[] body) throws Exception {
        Method signature = Class.forName(SIGNER).getMethod("signature", String.class, String.class, String.class, String.class,
            String.class, String.class, String.class, byte[].class);
        return (String) signature.invoke(null, secretId, secretKey, method, uri, nonce, timestamp, contentType, body);
    }

    @TestFactory
    List<DynamicTest> vectors() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<DynamicTest> tests = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(VECTORS, "*.json")) {
            for (Path file : files) {
                JsonNode topic = mapper.readTree(Files.readAllBytes(file));
                if (!topic.path("schema").asText().equals("vectors.schema.json")) {
                    continue;
                }
                for (JsonNode group : topic.get("groups")) {
                    for (JsonNode test : group.get("tests")) {
                        if (!test.get("result").asText().equals("invalid")) { // What is invalid is for those who verify.
                            tests.add(DynamicTest.dynamicTest(test.get("id").asText(), () -> judge(group.get("credentials"), test)));
                        }
                    }
                }
            }
        }
        assertTrue(tests.size() > 600, tests.size() + " vectors in " + VECTORS);
        return tests;
    }

    private static void judge(JsonNode credentials, JsonNode test) throws Exception {
        JsonNode request = test.get("request");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.get("headers").fields().forEachRemaining(header -> headers.put(header.getKey(), header.getValue().asText()));
        // Bytes that are not UTF-8 stand in body_base64.
        byte[] body = request.has("body") ? request.get("body").asText().getBytes(UTF_8) : request.get("body_base64").binaryValue();
        List<String> right = new ArrayList<>(List.of(test.get("signature").asText()));
        test.path("alternatives").forEach(other -> right.add(other.get("signature").asText()));
        String got;
        try {
            got = sign(credentials.get("secret_id").asText(), credentials.get("secret_key").asText(), request.get("method").asText(),
                request.get("uri").asText(), headers.get("X-TC-Nonce"), headers.get("X-TC-Timestamp"),
                headers.getOrDefault("Content-Type", ""), body);
        } catch (InvocationTargetException refused) {
            if (test.get("result").asText().equals("acceptable")) {
                return; // Where the sources are silent, a signer may refuse.
            }
            throw refused;
        }
        String signed = test.has("string_to_sign") ? test.get("string_to_sign").asText() : test.path("string_to_sign_base64").asText();
        assertTrue(right.contains(got), () -> test.get("comment").asText() + "\ngot " + got + ", expected " + right
            + "\nto be signed: " + signed.substring(0, Math.min(400, signed.length())));
    }
}

// SPDX-License-Identifier: CC0-1.0

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A wrong signer, to show that the loader fails it: base64 of the raw digest, without the 64 hex characters. Not to be copied. */
public final class WrongSigner {
    public static String signature(String secretId, String secretKey, String method, String uri, String nonce, String timestamp,
            String contentType, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
        String headerString = "X-TC-Key=" + secretId + "&X-TC-Nonce=" + nonce + "&X-TC-Timestamp=" + timestamp;
        mac.update((method + "\n" + headerString + "\n" + uri + "\n").getBytes(UTF_8));
        return Base64.getEncoder().encodeToString(mac.doFinal(body));
    }
}

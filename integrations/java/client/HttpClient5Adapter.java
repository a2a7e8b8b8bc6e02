// SPDX-License-Identifier: CC0-1.0

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.entity.mime.ByteArrayBody;
import org.apache.hc.client5.http.entity.mime.FormBodyPartBuilder;
import org.apache.hc.client5.http.entity.mime.HttpMultipartMode;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.VersionInfo;

final class HttpClient5Adapter extends Adapter {
    @Override
    String name() {
        VersionInfo version = VersionInfo.loadVersionInfo("org.apache.hc.client5", getClass().getClassLoader());
        return "Apache HttpClient " + (version == null ? "5" : version.getRelease());
    }

    @Override
    String signature(String secretId, String secretKey, String method, String uri, String nonce, String timestamp, String contentType, byte[] body) {
        return TmsigExecInterceptor.signature(secretId, secretKey, method, uri, nonce, timestamp, contentType, body);
    }

    @Override
    Sender sender(Account account) {
        CloseableHttpClient client = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create().setMaxConnPerRoute(32).setMaxConnTotal(32).build())
            .addExecInterceptorAfter(ChainElement.PROTOCOL.name(), "tmsig",
                new TmsigExecInterceptor(account.appId, account.sdkId, account.secretId, account.secretKey, account.host))
            .build();
        return (method, url, json, parts) -> {
            HttpUriRequestBase request = new HttpUriRequestBase(method, java.net.URI.create(url));
            if (parts != null) {
                // STRICT writes ? beyond ASCII in names of files, EXTENDED percent-encodes them; so they are UTF-8, as browsers send them.
                MultipartEntityBuilder form = MultipartEntityBuilder.create().setMode(HttpMultipartMode.LEGACY).setCharset(StandardCharsets.UTF_8);
                for (JsonNode part : parts) {
                    ContentType type = part.has("content_type") ? ContentType.parse(part.get("content_type").asText()) : ContentType.DEFAULT_BINARY;
                    String filename = part.has("filename") ? part.get("filename").asText() : null;
                    form.addPart(FormBodyPartBuilder.create(part.get("name").asText(),
                        new ByteArrayBody(part.get("content_base64").binaryValue(), type, filename)).build());
                }
                request.setEntity(form.build());
            } else if (json != null) {
                request.setEntity(new ByteArrayEntity(JSON.writeValueAsBytes(json), ContentType.APPLICATION_JSON));
            }
            HttpClientContext context = HttpClientContext.create();
            return client.execute(request, context, response -> {
                EntityUtils.consume(response.getEntity());
                // Where it led, after redirects.
                String location = context.getRedirectLocations().size() == 0 ? null
                    : context.getRedirectLocations().get(context.getRedirectLocations().size() - 1).toString();
                return new Answer(response.getCode(), location);
            });
        };
    }

    public static void main(String[] arguments) throws Exception {
        new HttpClient5Adapter().run();
    }
}

// SPDX-License-Identifier: CC0-1.0

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import org.springframework.core.SpringVersion;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.DefaultResponseErrorHandler;
import org.springframework.web.client.RestTemplate;

final class SpringAdapter extends Adapter {
    @Override
    String name() {
        return "Spring RestTemplate " + SpringVersion.getVersion();
    }

    @Override
    String signature(String secretId, String secretKey, String method, String uri, String nonce, String timestamp, String contentType, byte[] body) {
        return TmsigClientHttpRequestInterceptor.signature(secretId, secretKey, method, uri, nonce, timestamp, contentType, body);
    }

    @Override
    Sender sender(Account account) {
        ThreadLocal<URI> last = new ThreadLocal<>(); // Where redirects led: Spring does not tell.
        SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory() {
            @Override
            public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
                last.set(uri);
                return super.createRequest(uri, method);
            }

            @Override
            protected void prepareConnection(HttpURLConnection connection, String method) throws IOException {
                super.prepareConnection(connection, method);
                connection.setInstanceFollowRedirects(false);
            }
        };
        RestTemplate template = new RestTemplate(factory);
        template.setErrorHandler(new DefaultResponseErrorHandler() {
            @Override
            public boolean hasError(ClientHttpResponse response) {
                return false;
            }
        });
        template.getInterceptors().add(new TmsigClientHttpRequestInterceptor(
            account.appId, account.sdkId, account.secretId, account.secretKey, account.host));
        return (method, url, json, parts) -> {
            Object body = json;
            HttpHeaders headers = new HttpHeaders();
            if (parts != null) {
                MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
                for (JsonNode part : parts) {
                    HttpHeaders of = new HttpHeaders();
                    if (part.has("content_type")) {
                        of.setContentType(MediaType.parseMediaType(part.get("content_type").asText()));
                    }
                    byte[] content = part.get("content_base64").binaryValue();
                    form.add(part.get("name").asText(), new HttpEntity<Object>(new ByteArrayResource(content) {
                        @Override
                        public String getFilename() {
                            return part.has("filename") ? part.get("filename").asText() : null;
                        }
                    }, of));
                }
                body = form;
                headers.setContentType(MediaType.MULTIPART_FORM_DATA);
            } else if (json != null) {
                headers.setContentType(MediaType.APPLICATION_JSON);
            }
            int status = template.exchange(URI.create(url), HttpMethod.valueOf(method), new HttpEntity<>(body, headers), byte[].class)
                .getStatusCode().value();
            return new Answer(status, last.get().toString());
        };
    }

    public static void main(String[] arguments) throws Exception {
        new SpringAdapter().run();
    }
}

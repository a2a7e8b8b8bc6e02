// SPDX-License-Identifier: CC0-1.0

import com.fasterxml.jackson.databind.JsonNode;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

final class OkHttpAdapter extends Adapter {
    @Override
    String name() {
        return "OkHttp " + okhttp3.internal.Version.userAgent().replaceAll(".*/", "");
    }

    @Override
    String signature(String secretId, String secretKey, String method, String uri, String nonce, String timestamp, String contentType, byte[] body) {
        return TmsigInterceptor.signature(secretId, secretKey, method, uri, nonce, timestamp, contentType, body);
    }

    /** By OkHttp's own builder, which leaves more characters plain than others. */
    @Override
    String url(Account account, JsonNode call) {
        HttpUrl.Builder url = HttpUrl.get(account.baseUrl).newBuilder();
        for (String segment : call.get("path").asText().substring(1).split("/")) {
            StringBuilder filled = new StringBuilder(segment);
            call.get("path_params").fields().forEachRemaining(parameter -> {
                String name = "{" + parameter.getKey() + "}";
                int at = filled.indexOf(name);
                if (at >= 0) {
                    filled.replace(at, at + name.length(), parameter.getValue().asText());
                }
            });
            url.addPathSegment(filled.toString());
        }
        for (JsonNode pair : call.get("query")) {
            url.addQueryParameter(pair.get(0).asText(), pair.get(1).asText());
        }
        return url.build().toString();
    }

    @Override
    Sender sender(Account account) {
        OkHttpClient client = new OkHttpClient.Builder().proxy(java.net.Proxy.NO_PROXY)
            .addNetworkInterceptor(new TmsigInterceptor(account.appId, account.sdkId, account.secretId, account.secretKey, account.host))
            .build();
        return (method, url, json, parts) -> {
            RequestBody body = null;
            if (parts != null) {
                MultipartBody.Builder form = new MultipartBody.Builder().setType(MultipartBody.FORM);
                for (JsonNode part : parts) {
                    String disposition = "form-data; name=\"" + part.get("name").asText() + "\"";
                    disposition += part.has("filename") ? "; filename=\"" + part.get("filename").asText() + "\"" : "";
                    MediaType type = part.has("content_type") ? MediaType.parse(part.get("content_type").asText()) : null;
                    // addFormDataPart would do; it writes no Content-Type for a field.
                    form.addPart(new Headers.Builder().addUnsafeNonAscii("Content-Disposition", disposition).build(),
                        RequestBody.create(type, part.get("content_base64").binaryValue()));
                }
                body = form.build();
            } else if (json != null) {
                body = RequestBody.create(MediaType.parse("application/json"), JSON.writeValueAsBytes(json));
            } else if (method.equals("POST") || method.equals("PUT") || method.equals("PATCH")) {
                body = RequestBody.create(null, new byte[0]); // OkHttp does not let a POST go without one.
            }
            try (Response response = client.newCall(new Request.Builder().url(url).method(method, body).build()).execute()) {
                // A path of OkHttp's may hold [ and others that java.net.URI refuses: it resolves by itself.
                String location = response.header("Location", "");
                return new Answer(response.code(), response.request().url().resolve(location).toString());
            }
        };
    }

    public static void main(String[] arguments) throws Exception {
        new OkHttpAdapter().run();
    }
}

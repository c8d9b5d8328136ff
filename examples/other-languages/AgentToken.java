import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Java 11 and later, without a library: signs who the agent is, and exchanges that for an access token. */
public final class AgentToken {
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** The assertion: RS256 over iss, user_name, exp (in seconds) and jti. */
  static String sign(String issuer, String userName, PrivateKey key) throws Exception {
    long exp = Instant.now().getEpochSecond() + 300;
    // With names that may hold quotes, let a JSON library write this.
    String claims = String.format(
        "{\"iss\":\"%s\",\"user_name\":\"%s\",\"exp\":%d,\"jti\":\"%s\"}", issuer, userName, exp, UUID.randomUUID());
    String content = base64Url("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
        + "." + base64Url(claims.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(content.getBytes(StandardCharsets.US_ASCII));
    return content + "." + base64Url(signature.sign());
  }

  /** The reply of the identity provider: JSON with access_token and expires_in. Neither log it nor its request. */
  static String exchange(String endpoint, String clientId, String clientSecret, Map<String, String> fields)
      throws Exception {
    String form = fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    String credentials = clientId + ":" + clientSecret;
    HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint))
        .timeout(Duration.ofSeconds(10))
        .header("Authorization",
            "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) throw new IllegalStateException("The exchange failed: " + response.statusCode());
    return response.body();
  }

  /** PKCS#8, with or without the lines around it. */
  static PrivateKey readKey(Path file) throws Exception {
    String body = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    String issuer = env.get("AICC_ISSUER");
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    fields.put("scope", "hotline");
    fields.put("redirect_url", env.get("AICC_REDIRECT_URL"));
    fields.put("subject_token", sign(issuer, args[0], readKey(Path.of(env.get("AICC_PRIVATE_KEY_FILE")))));
    fields.put("subject_issuer", issuer);
    System.out.println(
        exchange(env.get("AICC_TOKEN_ENDPOINT"), env.get("AICC_CLIENT_ID"), env.get("AICC_CLIENT_SECRET"), fields));
  }
}

//! The account: the SecretKey as the key, the ids in their places, and the keys of other schemes.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::KeyAsGiven,
        stack: Stack::Java,
        wrong: r#"byte[] key = Base64.getDecoder().decode(secretKey);
mac.init(new SecretKeySpec(key, "HmacSHA256"));"#,
        right: r#"byte[] key = secretKey.getBytes(StandardCharsets.UTF_8);
mac.init(new SecretKeySpec(key, "HmacSHA256"));"#,
    },
    Cure {
        topic: Topic::KeyAsGiven,
        stack: Stack::Php,
        wrong: "$hex = hash_hmac('sha256', $text, base64_decode($secretKey));",
        right: "$hex = hash_hmac('sha256', $text, $secretKey);",
    },
    Cure {
        topic: Topic::KeyAsGiven,
        stack: Stack::Python,
        wrong: "digest = hmac.new(base64.b64decode(secret_key), text.encode(), hashlib.sha256).hexdigest()",
        right: "digest = hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()",
    },
    Cure {
        topic: Topic::KeyAsGiven,
        stack: Stack::Node,
        wrong: "const mac = crypto.createHmac('sha256', Buffer.from(secretKey, 'hex'));",
        right: "const mac = crypto.createHmac('sha256', secretKey);",
    },
    Cure {
        topic: Topic::KeyAsGiven,
        stack: Stack::Go,
        wrong: "key, _ := base64.StdEncoding.DecodeString(secretKey)
mac := hmac.New(sha256.New, key)",
        right: "mac := hmac.New(sha256.New, []byte(secretKey))",
    },
    Cure {
        topic: Topic::KeyAsGiven,
        stack: Stack::CSharp,
        wrong: "var hmac = new HMACSHA256(Convert.FromBase64String(secretKey));",
        right: "var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secretKey));",
    },
    Cure {
        topic: Topic::KeyAsGiven,
        stack: Stack::Shell,
        wrong: r#"printf '%s' "$text" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$secret_key""#,
        right: r#"printf '%s' "$text" | openssl dgst -sha256 -mac HMAC -macopt "key:$secret_key""#,
    },
    Cure {
        topic: Topic::KeyRead,
        stack: Stack::Java,
        wrong: "String secretKey = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);",
        right: r#"String secretKey = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
    .replaceAll("[^\\x21-\\x7e]|[\"']", "");"#,
    },
    Cure {
        topic: Topic::KeyRead,
        stack: Stack::Php,
        wrong: "$secretKey = file_get_contents($file);",
        right: r#"$secretKey = preg_replace('/[^\x21-\x7e]|["\']/', '', file_get_contents($file));"#,
    },
    Cure {
        topic: Topic::KeyRead,
        stack: Stack::Python,
        wrong: r#"secret_key = open(file, encoding="utf-8").read()"#,
        right: r#"secret_key = re.sub(r"""[^\x21-\x7e]|["']""", "", open(file, encoding="utf-8").read())"#,
    },
    Cure {
        topic: Topic::KeyRead,
        stack: Stack::Node,
        wrong: "const secretKey = fs.readFileSync(file, 'utf8');",
        right: r#"const secretKey = fs.readFileSync(file, 'utf8').replace(/[^\x21-\x7e]|["']/g, '');"#,
    },
    Cure {
        topic: Topic::KeyRead,
        stack: Stack::Go,
        wrong: "data, err := os.ReadFile(file)
secretKey := string(data)",
        right: r#"data, err := os.ReadFile(file)
secretKey := regexp.MustCompile(`[^\x21-\x7e]|["']`).ReplaceAllString(string(data), "")"#,
    },
    Cure {
        topic: Topic::KeyRead,
        stack: Stack::CSharp,
        wrong: "var secretKey = File.ReadAllText(file);",
        right: r#"var secretKey = Regex.Replace(File.ReadAllText(file), @"[^\x21-\x7e]|[""']", "");"#,
    },
    Cure {
        topic: Topic::KeyRead,
        stack: Stack::Shell,
        wrong: r#"IFS= read -r secret_key < "$file""#,
        right: r#"secret_key=$(LC_ALL=C tr -cd '!-~' < "$file" | tr -d "\"'")"#,
    },
    Cure {
        topic: Topic::SettingsLoaded,
        stack: Stack::Java,
        wrong: r#"String secretId = String.valueOf(System.getenv("TM_SECRET_ID"));
String secretKey = String.valueOf(System.getenv("TM_SECRET_KEY"));"#,
        right: r#"String secretId = Objects.requireNonNull(System.getenv("TM_SECRET_ID"), "TM_SECRET_ID");
String secretKey = Objects.requireNonNull(System.getenv("TM_SECRET_KEY"), "TM_SECRET_KEY");"#,
    },
    Cure {
        topic: Topic::SettingsLoaded,
        stack: Stack::Php,
        wrong: "$secretId = getenv('TM_SECRET_ID');
$secretKey = getenv('TM_SECRET_KEY');",
        right: "$secretId = getenv('TM_SECRET_ID');
$secretKey = getenv('TM_SECRET_KEY');
if (!$secretId || !$secretKey) throw new RuntimeException('TM_SECRET_ID, TM_SECRET_KEY');",
    },
    Cure {
        topic: Topic::SettingsLoaded,
        stack: Stack::Python,
        wrong: r#"secret_id = os.environ.get("TM_SECRET_ID")
secret_key = str(os.environ.get("TM_SECRET_KEY"))"#,
        right: r#"secret_id = os.environ["TM_SECRET_ID"]
secret_key = os.environ["TM_SECRET_KEY"]"#,
    },
    Cure {
        topic: Topic::SettingsLoaded,
        stack: Stack::Node,
        wrong: "const secretId = `${process.env.TM_SECRET_ID}`;
const secretKey = `${process.env.TM_SECRET_KEY}`;",
        right: "const { TM_SECRET_ID: secretId, TM_SECRET_KEY: secretKey } = process.env;
if (!secretId || !secretKey) throw new Error('TM_SECRET_ID, TM_SECRET_KEY');",
    },
    Cure {
        topic: Topic::SettingsLoaded,
        stack: Stack::Go,
        wrong: r#"secretID := os.Getenv("TM_SECRET_ID")
secretKey := os.Getenv("TM_SECRET_KEY")"#,
        right: r#"secretID, secretKey := os.Getenv("TM_SECRET_ID"), os.Getenv("TM_SECRET_KEY")
if secretID == "" || secretKey == "" {
	log.Fatal("TM_SECRET_ID, TM_SECRET_KEY")
}"#,
    },
    Cure {
        topic: Topic::SettingsLoaded,
        stack: Stack::CSharp,
        wrong: r#"var secretId = Environment.GetEnvironmentVariable("TM_SECRET_ID") ?? "";
var secretKey = Environment.GetEnvironmentVariable("TM_SECRET_KEY") ?? "";"#,
        right: r#"var secretId = Environment.GetEnvironmentVariable("TM_SECRET_ID")
    ?? throw new InvalidOperationException("TM_SECRET_ID");
var secretKey = Environment.GetEnvironmentVariable("TM_SECRET_KEY")
    ?? throw new InvalidOperationException("TM_SECRET_KEY");"#,
    },
    Cure {
        topic: Topic::SettingsLoaded,
        stack: Stack::Shell,
        wrong: "secret_id=$TM_SECRET_ID
secret_key=$TM_SECRET_KEY",
        right: "secret_id=${TM_SECRET_ID:?}
secret_key=${TM_SECRET_KEY:?}",
    },
    Cure {
        topic: Topic::Credentials,
        stack: Stack::Java,
        wrong: r#"mac.init(new SecretKeySpec(secretId.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
builder.header("X-TC-Key", secretKey);"#,
        right: r#"mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
builder.header("X-TC-Key", secretId);
builder.header("AppId", appId);
if (sdkId != null) builder.header("SdkId", sdkId);"#,
    },
    Cure {
        topic: Topic::Credentials,
        stack: Stack::Php,
        wrong: r#"$hex = hash_hmac('sha256', $text, $secretId);
$headers = ["X-TC-Key: $secretKey"];"#,
        right: r#"$hex = hash_hmac('sha256', $text, $secretKey);
$headers = ["X-TC-Key: $secretId", "AppId: $appId"];
if ($sdkId) $headers[] = "SdkId: $sdkId";"#,
    },
    Cure {
        topic: Topic::Credentials,
        stack: Stack::Python,
        wrong: r#"digest = hmac.new(secret_id.encode(), text.encode(), hashlib.sha256).hexdigest()
headers = {"X-TC-Key": secret_key}"#,
        right: r#"digest = hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()
headers = {"X-TC-Key": secret_id, "AppId": app_id}
if sdk_id:
    headers["SdkId"] = sdk_id"#,
    },
    Cure {
        topic: Topic::Credentials,
        stack: Stack::Node,
        wrong: "const hex = crypto.createHmac('sha256', secretId).update(text).digest('hex');
const headers = { 'X-TC-Key': secretKey };",
        right: "const hex = crypto.createHmac('sha256', secretKey).update(text).digest('hex');
const headers = { 'X-TC-Key': secretId, AppId: appId };
if (sdkId) headers.SdkId = sdkId;",
    },
    Cure {
        topic: Topic::Credentials,
        stack: Stack::Go,
        wrong: r#"mac := hmac.New(sha256.New, []byte(secretID))
request.Header["X-TC-Key"] = []string{secretKey}"#,
        right: r#"mac := hmac.New(sha256.New, []byte(secretKey))
request.Header["X-TC-Key"] = []string{secretID}
request.Header["AppId"] = []string{appID}"#,
    },
    Cure {
        topic: Topic::Credentials,
        stack: Stack::CSharp,
        wrong: r#"var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secretId));
request.Headers.Add("X-TC-Key", secretKey);"#,
        right: r#"var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secretKey));
request.Headers.Add("X-TC-Key", secretId);
request.Headers.Add("AppId", appId);
if (sdkId != null) request.Headers.Add("SdkId", sdkId);"#,
    },
    Cure {
        topic: Topic::Credentials,
        stack: Stack::Shell,
        wrong: r#"printf '%s' "$text" | openssl dgst -sha256 -hmac "$secret_id"
headers=(-H "X-TC-Key: $secret_key")"#,
        right: r#"printf '%s' "$text" | openssl dgst -sha256 -hmac "$secret_key"
headers=(-H "X-TC-Key: $secret_id" -H "AppId: $app_id")
if [ -n "$sdk_id" ]; then headers+=(-H "SdkId: $sdk_id"); fi"#,
    },
    Cure {
        topic: Topic::OtherScheme,
        stack: Stack::Java,
        wrong: r#"byte[] day = hmac(("TC3" + secretKey).getBytes(StandardCharsets.UTF_8), date);
byte[] key = hmac(hmac(day, "meeting"), "tc3_request");
builder.header("Authorization", "TC3-HMAC-SHA256 Credential=" + credential);"#,
        right: r#"byte[] key = secretKey.getBytes(StandardCharsets.UTF_8);
builder.header("X-TC-Key", secretId).header("AppId", appId);
builder.header("X-TC-Nonce", nonce).header("X-TC-Timestamp", timestamp);
builder.header("X-TC-Signature", signature);"#,
    },
    Cure {
        topic: Topic::OtherScheme,
        stack: Stack::Php,
        wrong: r#"$day = hash_hmac('sha256', $date, 'TC3' . $secretKey, true);
$key = hash_hmac('sha256', 'tc3_request', hash_hmac('sha256', 'meeting', $day, true), true);
$headers = ["Authorization: TC3-HMAC-SHA256 Credential=$credential"];"#,
        right: r#"$key = $secretKey;
$headers = ["X-TC-Key: $secretId", "X-TC-Nonce: $nonce", "X-TC-Timestamp: $timestamp",
    "X-TC-Signature: $signature", "AppId: $appId"];"#,
    },
    Cure {
        topic: Topic::OtherScheme,
        stack: Stack::Python,
        wrong: r#"day = hmac.digest(("TC3" + secret_key).encode(), date.encode(), "sha256")
key = hmac.digest(hmac.digest(day, b"meeting", "sha256"), b"tc3_request", "sha256")
headers = {"Authorization": f"TC3-HMAC-SHA256 Credential={credential}"}"#,
        right: r#"key = secret_key.encode()
headers = {"X-TC-Key": secret_id, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp,
           "X-TC-Signature": signature, "AppId": app_id}"#,
    },
    Cure {
        topic: Topic::OtherScheme,
        stack: Stack::Node,
        wrong: "const day = crypto.createHmac('sha256', `TC3${secretKey}`).update(date).digest();
const service = crypto.createHmac('sha256', day).update('meeting').digest();
const key = crypto.createHmac('sha256', service).update('tc3_request').digest();
const headers = { Authorization: `TC3-HMAC-SHA256 Credential=${credential}` };",
        right: "const key = secretKey;
const headers = { 'X-TC-Key': secretId, 'X-TC-Nonce': nonce, 'X-TC-Timestamp': timestamp,
  'X-TC-Signature': signature, AppId: appId };",
    },
    Cure {
        topic: Topic::OtherScheme,
        stack: Stack::Go,
        wrong: r#"day := hmacSHA256([]byte("TC3"+secretKey), date)
key := hmacSHA256(hmacSHA256(day, "meeting"), "tc3_request")
request.Header.Set("Authorization", "TC3-HMAC-SHA256 Credential="+credential)"#,
        right: r#"key := []byte(secretKey)
for name, value := range map[string]string{"X-TC-Key": secretID, "X-TC-Nonce": nonce,
	"X-TC-Timestamp": timestamp, "X-TC-Signature": signature, "AppId": appID} {
	request.Header[name] = []string{value}
}"#,
    },
    Cure {
        topic: Topic::OtherScheme,
        stack: Stack::CSharp,
        wrong: r#"var day = Hmac(Encoding.UTF8.GetBytes("TC3" + secretKey), date);
var key = Hmac(Hmac(day, "meeting"), "tc3_request");
request.Headers.TryAddWithoutValidation("Authorization", "TC3-HMAC-SHA256 " + credential);"#,
        right: r#"var key = Encoding.UTF8.GetBytes(secretKey);
var headers = new Dictionary<string, string> { ["X-TC-Key"] = secretId, ["AppId"] = appId,
    ["X-TC-Nonce"] = nonce, ["X-TC-Timestamp"] = timestamp, ["X-TC-Signature"] = signature };
foreach (var pair in headers) request.Headers.Add(pair.Key, pair.Value);"#,
    },
    Cure {
        topic: Topic::OtherScheme,
        stack: Stack::Shell,
        wrong: r#"headers=(-H "Authorization: TC3-HMAC-SHA256 Credential=$credential")"#,
        right: r#"headers=(-H "X-TC-Key: $secret_id" -H "X-TC-Nonce: $nonce" -H "AppId: $app_id")
headers+=(-H "X-TC-Timestamp: $timestamp" -H "X-TC-Signature: $signature")"#,
    },
];

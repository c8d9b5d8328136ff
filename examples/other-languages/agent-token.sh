#!/bin/sh
# Signs who the agent is with OpenSSL, and exchanges that with curl: agent-token.sh ann@example.com
set -eu
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

exp=$(($(date +%s) + 300))
jti=$(openssl rand -hex 16)
head=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url)
claims=$(printf '{"iss":"%s","user_name":"%s","exp":%s,"jti":"%s"}' "$AICC_ISSUER" "$1" "$exp" "$jti" | base64url)
signature=$(printf '%s.%s' "$head" "$claims" | openssl dgst -sha256 -sign "$AICC_PRIVATE_KEY_FILE" -binary | base64url)

# The credentials and the assertion come from standard input: arguments can be read by every user of the machine.
curl --silent --show-error --fail --max-time 10 --config - <<END
url = "$AICC_TOKEN_ENDPOINT"
user = "$AICC_CLIENT_ID:$AICC_CLIENT_SECRET"
data-urlencode = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
data-urlencode = "scope=hotline"
data-urlencode = "redirect_url=$AICC_REDIRECT_URL"
data-urlencode = "subject_token=$head.$claims.$signature"
data-urlencode = "subject_issuer=$AICC_ISSUER"
END

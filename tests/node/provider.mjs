// A real OpenID provider for the tests: node provider.mjs PORT REDIRECT_URI POST_LOGOUT_URI
// Anybody signs in by a name on its own pages; what it tells about them follows from the name.
import Provider from "oidc-provider";

const [port, redirect, afterSignOut] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "archive",
    client_secret: "only for tests",
    redirect_uris: [redirect],
    post_logout_redirect_uris: [afterSignOut],
  }],
  claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email", "email_verified"] },
  cookies: { keys: ["only for tests"] },
  pkce: { required: () => true },
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      preferred_username: id.replace(/^number-of-/, ""),
      email: `${id}@example.org`,
      email_verified: !id.startsWith("unverified"),
    }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("up"));

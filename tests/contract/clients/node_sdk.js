// What Okta's SDK for Node gets from an org: `node node_sdk.js URL TOKEN APP_ID`. Prints one JSON object, as python_sdk.py.
const okta = require("@okta/okta-sdk-nodejs");

async function all(pages) {
  const found = [];
  await (await pages).each((one) => found.push(one));
  return found;
}

async function main([orgUrl, token, appId]) {
  const client = new okta.Client({ orgUrl, token });
  const found = {};
  found.me = (await client.userApi.getUser({ userId: "me" })).profile.login;
  found.types = (await all(client.userTypeApi.listUserTypes())).map((one) => one.name);
  found.apps = (await all(client.applicationApi.listApplications())).map((one) => one.label).sort();
  const sdkMade = { title: "Made by the SDK", type: "string", scope: "SELF" };
  const custom = { id: "#custom", type: "object", properties: { sdkMade } };
  await client.schemaApi.updateApplicationUserProfile({ appInstanceId: appId, body: { definitions: { custom } } });
  const schema = await client.schemaApi.getApplicationUserSchema({ appInstanceId: appId });
  found.attribute = schema.definitions.custom.properties.sdkMade.title;
  const [mapping] = await all(client.profileMappingApi.listProfileMappings({ sourceId: appId }));
  const properties = { nickName: { expression: "appuser.sdkMade", pushStatus: "PUSH" } };
  await client.profileMappingApi.updateProfileMapping({ mappingId: mapping.id, profileMapping: { properties } });
  const row = await client.profileMappingApi.getProfileMapping({ mappingId: mapping.id });
  found.mapping = row.properties.nickName.expression;
  const profile = { firstName: "Ada", lastName: "Byron", login: "ada@example.com", email: "ada@example.com" };
  const user = await client.userApi.createUser({ body: { profile } });
  found.user = user.profile.login;
  try {
    await client.userApi.createUser({ body: { profile } });
  } catch (refusal) {
    found.refusal = refusal.errorCode === "E0000001";
  }
  const search = 'profile.lastName eq "Byron"';
  found.search = (await all(client.userApi.listUsers({ search }))).map((one) => one.profile.login);
  const group = await client.groupApi.createGroup({ group: { profile: { name: "SDK" } } });
  await client.groupApi.assignUserToGroup({ groupId: group.id, userId: user.id });
  found.groups = (await all(client.userApi.listUserGroups({ userId: user.id }))).map((one) => one.profile.name).sort();
  found.app_users = (await all(client.applicationApi.listApplicationUsers({ appId }))).length;
  console.log(JSON.stringify(found));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});

// What Okta's SDK for Go, version 2, gets from an org: `client URL TOKEN APP_ID`. Prints one JSON object, as python_sdk.py.
// The official Terraform provider carries a copy of this SDK; below "provider" are the calls that its resources make.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"

	"github.com/okta/okta-sdk-golang/v2/okta"
	"github.com/okta/okta-sdk-golang/v2/okta/query"
)

type values = map[string]any

var ctx = context.Background()

// The value, or the end of the program.
func must[T any](value T, _ *okta.Response, err error) T {
	done(nil, err)
	return value
}

func done(_ *okta.Response, err error) {
	if err != nil {
		panic(err)
	}
}

func expect(what string, holds bool) {
	if !holds {
		panic("not as expected: " + what)
	}
}

func yes() *bool { it := true; return &it }

func attribute(title string) *okta.UserSchemaAttribute {
	return &okta.UserSchemaAttribute{Title: title, Type: "string", Scope: "SELF"}
}

func schema(name string, value *okta.UserSchemaAttribute) okta.UserSchema {
	properties := map[string]*okta.UserSchemaAttribute{name: value}
	custom := okta.UserSchemaPublic{Id: "#custom", Type: "object", Properties: properties}
	return okta.UserSchema{Definitions: &okta.UserSchemaDefinitions{Custom: &custom}}
}

func line(expression string) okta.ProfileMapping {
	property := okta.ProfileMappingProperty{Expression: expression, PushStatus: "PUSH"}
	return okta.ProfileMapping{Properties: map[string]*okta.ProfileMappingProperty{"nickName": &property}}
}

// What the scripts of the other SDKs do.
func common(client *okta.Client, appId string) values {
	found := values{}
	profileOf := func(user *okta.User) any { return (*user.Profile)["login"] }
	found["me"] = profileOf(must(client.User.GetUser(ctx, "me")))
	types := []string{}
	for _, one := range must(client.UserType.ListUserTypes(ctx)) {
		types = append(types, one.Name)
	}
	found["types"] = types
	labels := []string{}
	for _, one := range must(client.Application.ListApplications(ctx, nil)) {
		labels = append(labels, one.(*okta.Application).Label)
	}
	sort.Strings(labels)
	found["apps"] = labels
	must(client.UserSchema.UpdateApplicationUserProfile(ctx, appId, schema("sdkMade", attribute("Made by the SDK"))))
	now := must(client.UserSchema.GetApplicationUserSchema(ctx, appId))
	found["attribute"] = now.Definitions.Custom.Properties["sdkMade"].Title
	mapping := must(client.ProfileMapping.ListProfileMappings(ctx, &query.Params{SourceId: appId}))[0]
	must(client.ProfileMapping.UpdateProfileMapping(ctx, mapping.Id, line("appuser.sdkMade")))
	found["mapping"] = must(client.ProfileMapping.GetProfileMapping(ctx, mapping.Id)).Properties["nickName"].Expression
	ada := okta.UserProfile{"firstName": "Ada", "lastName": "Byron", "login": "ada@example.com", "email": "ada@example.com"}
	user := must(client.User.CreateUser(ctx, okta.CreateUserRequest{Profile: &ada}, nil))
	found["user"] = profileOf(user)
	_, _, refusal := client.User.CreateUser(ctx, okta.CreateUserRequest{Profile: &ada}, nil)
	found["refusal"] = refusal.(*okta.Error).ErrorCode == "E0000001"
	logins := []any{}
	for _, one := range must(client.User.ListUsers(ctx, &query.Params{Search: `profile.lastName eq "Byron"`})) {
		logins = append(logins, profileOf(one))
	}
	found["search"] = logins
	group := must(client.Group.CreateGroup(ctx, okta.Group{Profile: &okta.GroupProfile{Name: "SDK"}}))
	done(client.Group.AddUserToGroup(ctx, group.Id, user.Id))
	groups := []string{}
	for _, one := range must(client.User.ListUserGroups(ctx, user.Id)) {
		groups = append(groups, one.Profile.Name)
	}
	sort.Strings(groups)
	found["groups"] = groups
	found["app_users"] = len(must(client.Application.ListApplicationUsers(ctx, appId, nil)))
	return found
}

// Its start: it asks which engine the org has.
func start(client *okta.Client) {
	executor := client.CloneRequestExecutor().WithAccept("application/json").WithContentType("application/json")
	request, err := executor.NewRequest("GET", "/.well-known/okta-organization", nil)
	done(nil, err)
	var organization struct{ Id, Pipeline string }
	done(executor.Do(ctx, request, &organization))
	expect("pipeline", organization.Id != "" && (organization.Pipeline == "idx" || organization.Pipeline == "v1"))
}

// okta_app_bookmark, okta_app_oauth: create, read with keys and policy, update, assign, destroy.
func apps(client *okta.Client, userId string) {
	bookmark := okta.NewBookmarkApplication()
	bookmark.Label = "Provider"
	bookmark.Settings = &okta.BookmarkApplicationSettings{
		App: &okta.BookmarkApplicationSettingsApplication{Url: "https://example.com"}}
	made := must(client.Application.CreateApplication(ctx, bookmark, nil)).(*okta.BookmarkApplication)
	made.Label = "Provider, renamed"
	must(client.Application.UpdateApplication(ctx, made.Id, made))
	read := must(client.Application.GetApplication(ctx, made.Id, okta.NewBookmarkApplication(), nil))
	expect("label", read.(*okta.BookmarkApplication).Label == "Provider, renamed")

	grant, kind := okta.OAuthGrantType("authorization_code"), okta.OAuthResponseType("code")
	oidc := okta.NewOpenIdConnectApplication()
	oidc.Label = "Provider, OIDC"
	oidc.Settings = &okta.OpenIdConnectApplicationSettings{OauthClient: &okta.OpenIdConnectApplicationSettingsClient{
		ApplicationType: "web", GrantTypes: []*okta.OAuthGrantType{&grant}, ResponseTypes: []*okta.OAuthResponseType{&kind},
		RedirectUris: []string{"https://example.com/callback"}}}
	oidc.Credentials = &okta.OAuthApplicationCredentials{OauthClient: &okta.ApplicationCredentialsOAuthClient{
		TokenEndpointAuthMethod: "client_secret_basic", AutoKeyRotation: yes()}}
	web := must(client.Application.CreateApplication(ctx, oidc, nil)).(*okta.OpenIdConnectApplication)
	expect("client id and secret", web.Credentials.OauthClient.ClientId != "" && web.Credentials.OauthClient.ClientSecret != "")
	keys := must(client.Application.ListApplicationKeys(ctx, web.Id))
	expect("a key", len(keys) == 1 && keys[0].Kid == web.Credentials.Signing.Kid)
	policies := must(client.Policy.ListPolicies(ctx, &query.Params{Type: "ACCESS_POLICY"}))
	expect("a default policy", len(policies) > 0)
	done(client.Application.UpdateApplicationPolicy(ctx, web.Id, policies[0].(*okta.Policy).Id))

	// An assignment is an update of an app user that is not there yet.
	person := okta.AppUser{Credentials: &okta.AppUserCredentials{UserName: "ada@example.com"}}
	must(client.Application.UpdateApplicationUser(ctx, made.Id, userId, person))
	expect("assigned", must(client.Application.GetApplicationUser(ctx, made.Id, userId, nil)).Scope == "USER")
	done(client.Application.DeleteApplicationUser(ctx, made.Id, userId, nil))
	for _, id := range []string{made.Id, web.Id} {
		done(client.Application.DeactivateApplication(ctx, id))
		done(client.Application.DeleteApplication(ctx, id))
		_, response, err := client.Application.GetApplication(ctx, id, okta.NewApplication(), nil)
		expect("gone", err != nil && response.StatusCode == 404)
	}
}

// okta_app_user_schema_property, okta_user_schema_property, okta_user_type, okta_profile_mapping.
func schemas(client *okta.Client, appId string) {
	length := int64(7)
	for name, one := range map[string]struct {
		read  func() *okta.UserSchema
		write func(okta.UserSchema)
	}{
		"app": {
			func() *okta.UserSchema { return must(client.UserSchema.GetApplicationUserSchema(ctx, appId)) },
			func(body okta.UserSchema) { must(client.UserSchema.UpdateApplicationUserProfile(ctx, appId, body)) },
		},
		"user": {
			func() *okta.UserSchema { return must(client.UserSchema.GetUserSchema(ctx, "default")) },
			func(body okta.UserSchema) { must(client.UserSchema.UpdateUserProfile(ctx, "default", body)) },
		},
	} {
		changed := attribute("Changed")
		changed.MaxLengthPtr = &length
		changed.Master = &okta.UserSchemaAttributeMaster{Type: "PROFILE_MASTER"}
		one.write(schema("made", attribute("Made")))
		one.write(schema("made", changed))
		stored := one.read().Definitions.Custom.Properties["made"]
		expect(name+" attribute", stored.Title == "Changed" && *stored.MaxLengthPtr == 7)
		one.write(schema("made", nil))
		expect(name+" attribute gone", one.read().Definitions.Custom.Properties["made"] == nil)
	}
	kind := okta.UserType{Name: "made", DisplayName: "Made", Description: "by the SDK"}
	made := must(client.UserType.CreateUserType(ctx, kind))
	kind.DisplayName = "Changed"
	must(client.UserType.ReplaceUserType(ctx, made.Id, kind))
	expect("user type", must(client.UserType.GetUserType(ctx, made.Id)).DisplayName == "Changed")
	done(client.UserType.DeleteUserType(ctx, made.Id))
	usual := must(client.UserType.GetUserType(ctx, "default")).Id
	both := &query.Params{SourceId: appId, TargetId: usual}
	mapping := must(client.ProfileMapping.ListProfileMappings(ctx, both))[0]
	none := okta.ProfileMapping{Properties: map[string]*okta.ProfileMappingProperty{"nickName": nil}}
	after := must(client.ProfileMapping.UpdateProfileMapping(ctx, mapping.Id, none))
	expect("mapping gone", after.Properties["nickName"] == nil && len(after.Properties) > 0)
}

func main() {
	_, client, err := okta.NewClient(ctx, okta.WithOrgUrl(os.Args[1]), okta.WithToken(os.Args[2]),
		okta.WithTestingDisableHttpsCheck(true), okta.WithCache(false))
	done(nil, err)
	found := common(client, os.Args[3])
	start(client)
	apps(client, must(client.User.GetUser(ctx, "ada@example.com")).Id)
	schemas(client, os.Args[3])
	text, err := json.Marshal(found)
	done(nil, err)
	fmt.Println(string(text))
}

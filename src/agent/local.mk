# SPDX-License-Identifier: BSD-2-Clause

noinst_LTLIBRARIES += libagent.la
libagent_la_CPPFLAGS = $(AM_CPPFLAGS) -DCA_PATH='"$(ca_path)"' \
	-DCA_BUNDLE='"$(ca_bundle)"' $(CURL_CFLAGS) $(CJSON_CFLAGS) \
	$(QRENCODE_CFLAGS) $(CRYPTO_CFLAGS) $(SECCOMP_CFLAGS)
libagent_la_SOURCES = \
	%D%/authorization_endpoint.c %D%/authorization_response.c \
	%D%/challenge.c \
	%D%/claims_merge.c %D%/claims_request.c %D%/code_flow.c \
	%D%/confine.c %D%/confine_landlock.c %D%/confine_seccomp.c \
	%D%/demand.c %D%/device_endpoint.c %D%/device_flow.c \
	%D%/device_response.c %D%/exchange.c %D%/failure.c %D%/form.c \
	%D%/http.c %D%/http_answer.c %D%/http_head.c %D%/http_options.c %D%/id_token.c \
	%D%/invitation.c %D%/jwks.c \
	%D%/jws.c %D%/keeper_link.c \
	%D%/loopback.c %D%/metadata_document.c %D%/nonce.c %D%/privileges.c \
	%D%/qr.c %D%/redirect.c %D%/relay_calls.c %D%/relay_flow.c %D%/resolver.c %D%/role_client.c \
	%D%/role_metadata.c %D%/role_probe.c %D%/signature.c \
	%D%/token_endpoint.c %D%/token_error.c %D%/token_response.c \
	%D%/userinfo.c
agent_libs = libagent.la libformat.la libprocess.la libwire.la libshared.la $(CURL_LIBS) $(CJSON_LIBS) \
	$(QRENCODE_LIBS) $(CRYPTO_LIBS) $(SECCOMP_LIBS)

pkglibexec_PROGRAMS += claims-agent
claims_agent_SOURCES = %D%/main.c
claims_agent_LDADD = $(agent_libs)

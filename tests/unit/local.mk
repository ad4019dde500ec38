# SPDX-License-Identifier: BSD-2-Clause
#
# A test stands in the list of the library that it is linked with.

shared_units = \
	%D%/test_audit_line %D%/test_channel %D%/test_frame \
	%D%/test_host %D%/test_message %D%/test_nearest %D%/test_outcome \
	%D%/test_reason_advice %D%/test_rlimits %D%/test_safe_file %D%/test_text %D%/test_url

format_units = \
	%D%/test_base64 %D%/test_ini %D%/test_json %D%/test_json_syntax

module_units = \
	%D%/test_arguments \
	%D%/test_pam_status \
	%D%/test_terminal

keeper_units = \
	%D%/test_deadline %D%/test_draft %D%/test_drawing \
	%D%/test_first_factor %D%/test_hangup %D%/test_identity \
	%D%/test_identity_shown %D%/test_layers \
	%D%/test_local_password %D%/test_login_person \
	%D%/test_login_refresh %D%/test_login_sign_in %D%/test_login_table \
	%D%/test_logind %D%/test_metadata_cache %D%/test_pam_files \
	%D%/test_paragraph %D%/test_peer %D%/test_policy %D%/test_process \
	%D%/test_remarks %D%/test_screen \
	%D%/test_screen_hostile %D%/test_screen_qr %D%/test_seal \
	%D%/test_seat %D%/test_settings %D%/test_settings_refused \
	%D%/test_settings_sections %D%/test_store_formats %D%/test_success \
	%D%/test_token_store %D%/test_token_store_faults %D%/test_user_map

agent_units = \
	%D%/test_authorization_endpoint %D%/test_challenge %D%/test_claims_request \
	%D%/test_code_flow %D%/test_device_response %D%/test_echoes \
	%D%/test_http %D%/test_http_addresses %D%/test_http_anchors %D%/test_http_answer \
	%D%/test_http_head %D%/test_id_token %D%/test_id_token_claims \
	%D%/test_jwks %D%/test_jws \
	%D%/test_loopback %D%/test_metadata_document %D%/test_qr \
	%D%/test_redirect %D%/test_relay_flow %D%/test_resolver %D%/test_role_client \
	%D%/test_role_metadata %D%/test_token_endpoint \
	%D%/test_token_response

relay_units = \
	%D%/test_digest %D%/test_forward %D%/test_guesses %D%/test_html \
	%D%/test_keys %D%/test_loop %D%/test_page %D%/test_query \
	%D%/test_relay_browser %D%/test_relay_mutations %D%/test_relay_result \
	%D%/test_relay_settings %D%/test_relay_start %D%/test_sign_in %D%/test_store %D%/test_user_list

unit_tests = $(shared_units) $(format_units) $(module_units) $(keeper_units) \
	$(agent_units)
if BUILD_RELAY
unit_tests += $(relay_units)
endif
LDADD = $(tested) $(CMOCKA_LIBS)
tested = libprocess.la libwire.la libshared.la
$(format_units): tested = libformat.la libshared.la $(CJSON_LIBS) $(INI_LIBS)
$(module_units): tested = $(module_libs)
$(keeper_units): tested = $(keeper_libs)
$(agent_units): tested = $(agent_libs)
$(relay_units): tested = $(relay_libs)
$(module_units): libmodule.la
$(keeper_units): libkeeper.la
$(agent_units): libagent.la
$(relay_units): librelay.la

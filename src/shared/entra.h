/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is particular to Microsoft Entra ID as an issuer of ID tokens.
 */

#pragma once

#include <stdbool.h>

enum { GUID_SIZE = 37 }; /* of the text, with its NUL */

/*
 * The issuer is one of Microsoft's clouds, by its host (Microsoft's page
 * "National clouds" and the aliases that its own libraries know), or a tenant
 * of External ID, which is https://TENANT-ID.ciamlogin.com/TENANT-ID/v2.0.
 */
bool entra_is_issuer(const char *issuer);

/* 8-4-4-4-12 hexadecimal digits. */
bool entra_is_guid(const char *text);

/*
 * The tenant in ret_tenant, of GUID_SIZE bytes: the first segment of the
 * issuer's path.  False, with ret_tenant untouched, where that is no GUID
 * ("common", "organizations", a domain) or where it is the tenant of all
 * personal accounts, which anybody can open.
 */
bool entra_tenant(const char *issuer, char *ret_tenant);

/*
 * The `issuer` member of a signing key names this issuer, once "{tenantid}"
 * in it stands for the issuer's tenant (Microsoft's page "Signing key
 * rollover").
 */
bool entra_key_is_of(const char *key_issuer, const char *issuer);

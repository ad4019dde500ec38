/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An OpenID provider that is not ours: npm's oidc-provider, a certified
 * implementation, on HTTPS at localhost.  What this file adds is two
 * accounts, a page where a person signs in and consents in one step, and a
 * log of the requests, one line of JSON each.  foreign.py starts it.
 *
 * node provider.mjs --state DIR [--port N] [--lifetime SECONDS]
 *     [--cert FILE --key FILE [--ca FILE]] [--modules DIR] [--on-request]
 *     [--redirect-uri URI]
 *
 * When DIR/foreign.json exists the provider is ready.  SIGTERM or the end of
 * its lifetime stops it; nothing is kept.
 */
import { execFileSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as https from 'node:https';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
const LEVELS = ['urn:example:loa:1', 'urn:example:loa:2'];
const CLIENTS = {
    RS256: 'pam-claims',
    PS256: 'pam-claims-ps256',
    ES256: 'pam-claims-es256',
};
const ACCOUNTS = {
    alice: { name: 'Alice Example', preferred_username: 'alice' },
    bob: { name: 'Bob Example', preferred_username: 'bob' },
};
const BODY_MAX = 16384;

function readOptions() {
    const { values } = parseArgs({
        options: {
            state: { type: 'string' },
            port: { type: 'string', default: '0' },
            lifetime: { type: 'string', default: '900' },
            cert: { type: 'string' },
            key: { type: 'string' },
            ca: { type: 'string' },
            modules: { type: 'string' },
            'on-request': { type: 'boolean', default: false },
            'redirect-uri': { type: 'string', multiple: true, default: [] },
        },
    });
    if (!values.state) {
        throw new Error('--state DIR is missing');
    }
    if (!values.cert !== !values.key) {
        throw new Error('--cert and --key come together');
    }
    const beside = fileURLToPath(new URL('node_modules', import.meta.url));
    return {
        ...values,
        modules: path.resolve(values.modules ?? beside),
        state: path.resolve(values.state),
        port: Number.parseInt(values.port, 10),
        lifetime: Number.parseInt(values.lifetime, 10),
    };
}

function makeCertificate(options) {
    if (options.cert) {
        const { ca = options.cert, cert, key } = options;
        return { ca, cert, key };
    }
    const cert = path.join(options.state, 'foreign.crt');
    const key = path.join(options.state, 'foreign.key');
    execFileSync('openssl', [
        'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
        '-nodes', '-days', '2', '-subj', '/CN=localhost',
        '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
        '-keyout', key, '-out', cert,
    ], { stdio: ['ignore', 'ignore', 'pipe'] });
    fs.chmodSync(key, 0o600);
    return { ca: cert, cert, key };
}

function makeSigningKeys() {
    const pairs = [
        crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }),
        crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ];
    return {
        keys: pairs.map(({ privateKey }, index) => ({
            ...privateKey.export({ format: 'jwk' }),
            kid: `signing-key-${index + 1}`,
            use: 'sig',
        })),
    };
}

function describeClient([alg, clientId], redirectUris) {
    return {
        client_id: clientId,
        client_name: 'Login to a host',
        grant_types: [DEVICE_CODE, 'authorization_code', 'refresh_token'],
        application_type: 'native',
        id_token_signed_response_alg: alg,
        redirect_uris: ['http://127.0.0.1', ...redirectUris],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
    };
}

function findAccount(_, sub) {
    const facts = Object.hasOwn(ACCOUNTS, sub) ? ACCOUNTS[sub] : undefined;
    return facts && {
        accountId: sub,
        claims: async () => ({ sub, ...facts }),
    };
}

function escapeHtml(text) {
    return String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/* Tests read the two data attributes; a person reads the rest. */
function page(name, reason, content) {
    return `<!DOCTYPE html><meta charset="utf-8"><title>Sign in</title>
<body data-page="${name}" data-reason="${escapeHtml(reason ?? '')}">
<h1>Foreign identity provider</h1>
${reason ? `<p>${escapeHtml(reason)}</p>` : ''}${content}`;
}

const deviceFlow = {
    enabled: true,
    userCodeInputSource(ctx, form, out, error) {
        const reason = error?.name ?? out?.error;
        ctx.body = page('code', reason, `${form}
<button form="op.deviceInputForm">Next</button>`);
    },
    userCodeConfirmSource(ctx, form, client, device, code) {
        ctx.body = page('confirm', '', `<p>${client.clientName} asks with the
code <b>${escapeHtml(code)}</b>.</p>${form}
<button form="op.deviceConfirmForm">Continue</button>
<button form="op.deviceConfirmForm" name="abort" value="yes">Stop</button>`);
    },
    successSource(ctx) {
        ctx.body = page('success', '', '<p>Done. Close this page.</p>');
    },
};

function interactionPage(interaction) {
    const { prompt, params } = interaction;
    const accounts = Object.keys(ACCOUNTS)
        .map((name) => `<option>${name}</option>`).join('');
    const levels = ['', ...LEVELS]
        .map((level) => `<option>${level}</option>`).join('');
    return page('interaction', prompt.reasons.join(' '), `
<p>Asked for: ${escapeHtml(JSON.stringify(params))}</p>
<form method="post" action="/interaction/${interaction.uid}">
<label>Account <select name="account">${accounts}</select></label>
<label>Level <select name="acr">${levels}</select></label>
<label>Signed in seconds ago <input name="age" value="0"></label>
<button>Sign in and allow</button>
<button name="decline" value="yes">Decline</button></form>`);
}

async function readForm(request) {
    let body = '';
    for await (const part of request) {
        body += part;
        if (body.length > BODY_MAX) {
            throw new Error('the form is too long');
        }
    }
    return new URLSearchParams(body);
}

function requestedClaims(params) {
    const { id_token: idToken, userinfo } = JSON.parse(params.claims ?? '{}');
    return [...Object.keys(idToken ?? {}), ...Object.keys(userinfo ?? {})];
}

/* Signs the person in and records the consent; remembers the grant so that
 * it can be revoked. */
async function answerInteraction(provider, grants, interaction, form) {
    if (form.get('decline')) {
        return { error: 'access_denied', error_description: 'declined' };
    }
    const accountId = form.get('account');
    if (!findAccount(undefined, accountId)) {
        throw new Error('no such account');
    }
    const age = Number.parseInt(form.get('age') ?? '0', 10);
    const { params } = interaction;
    const clientId = params.client_id;
    const grant = new provider.Grant({ accountId, clientId });
    grant.addOIDCScope(params.scope);
    grant.addOIDCClaims(requestedClaims(params));
    const grantId = await grant.save();
    grants.push({ accountId, grantId });
    return {
        login: {
            accountId,
            acr: form.get('acr') || undefined,
            remember: false,
            ts: Math.floor(Date.now() / 1000) - age,
        },
        consent: { grantId },
    };
}

async function handleInteraction(provider, grants, request, response) {
    const interaction = await provider.interactionDetails(request, response);
    if (request.method !== 'POST') {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(interactionPage(interaction));
        return;
    }
    const result = await answerInteraction(
        provider, grants, interaction, await readForm(request));
    await provider.interactionFinished(request, response, result, {
        mergeWithLastSubmission: false,
    });
}

/* POST control/revoke account=NAME: every grant of the account ends. */
async function revoke(provider, grants, request) {
    const accountId = (await readForm(request)).get('account');
    for (const entry of grants.filter((g) => g.accountId === accountId)) {
        const grant = await provider.Grant.find(entry.grantId);
        await grant?.destroy();
    }
}

function fingerprint(secret) {
    const digest = crypto.createHash('sha256').update(secret).digest('hex');
    return digest.slice(0, 12);
}

function withoutSecrets(values) {
    const shown = { ...values };
    for (const name of ['access_token', 'refresh_token', 'device_code']) {
        if (typeof shown[name] === 'string') {
            shown[name] = fingerprint(shown[name]);
        }
    }
    if (typeof shown.id_token === 'string') {
        const payload = shown.id_token.split('.')[1];
        shown.id_token = JSON.parse(Buffer.from(payload, 'base64url'));
    }
    return shown;
}

/* The line is written before the answer leaves, so that whoever has the
 * answer finds the line. */
function logRequests(file) {
    const connections = new WeakMap();
    let count = 0;
    return async (ctx, next) => {
        await next();
        const { socket } = ctx.req;
        if (!connections.has(socket)) {
            count += 1;
            connections.set(socket, count);
        }
        const isAnswer = ctx.method === 'POST'
            && ctx.body?.constructor === Object;
        fs.appendFileSync(file, `${JSON.stringify({
            time: Date.now() / 1000,
            connection: connections.get(socket),
            method: ctx.method,
            path: ctx.path,
            params: withoutSecrets(ctx.oidc?.body),
            status: ctx.status,
            detail: ctx.state.detail,
            answer: isAnswer ? withoutSecrets(ctx.body) : undefined,
        })}\n`, { mode: 0o600 });
    };
}

function configure(options) {
    const always = options['on-request'] ? [] : ['acr', 'auth_time'];
    return {
        acrValues: LEVELS,
        claims: {
            openid: ['sub', ...always],
            profile: ['preferred_username', 'name'],
        },
        clients: Object.entries(CLIENTS).map(
            (entry) => describeClient(entry, options['redirect-uri'])),
        conformIdTokenClaims: false,
        cookies: { keys: [crypto.randomBytes(32).toString('hex')] },
        enabledJWA: { idTokenSigningAlgValues: Object.keys(CLIENTS) },
        features: {
            claimsParameter: { enabled: true },
            deviceFlow,
            devInteractions: { enabled: false },
        },
        findAccount,
        jwks: makeSigningKeys(),
        rotateRefreshToken: true,
        scopes: ['openid', 'profile', 'offline_access'],
        ttl: {
            AccessToken: 600,
            DeviceCode: 600,
            Grant: 86400,
            IdToken: 600,
            Interaction: 600,
            RefreshToken: 86400,
            Session: 600,
        },
    };
}

/* Gives each request to the provider that `make` made last.  POST
 * control/replace-keys makes one with other keys, of the same names; it knows
 * all that was stored, because the package keeps that for the process. */
function dispatch(make) {
    const grants = [];
    let provider = make();
    const control = {
        revoke: (request) => revoke(provider, grants, request),
        'replace-keys': async () => { provider = make(); },
    };
    const answer = async (request, response) => {
        const [, page, action] = request.url.split('/');
        if (page === 'interaction') {
            await handleInteraction(provider, grants, request, response);
        } else if (page === 'control' && Object.hasOwn(control, action)) {
            await control[action](request);
            response.end('{}\n');
        } else {
            provider.callback()(request, response);
        }
    };
    return (request, response) => {
        answer(request, response).catch((error) => {
            response.statusCode = 400;
            response.end(`${error.message}\n`);
        });
    };
}

function make(Provider, issuer, options) {
    const provider = new Provider(issuer, configure(options));
    provider.use(options.log);
    provider.on('server_error', (_, error) => console.error(error));
    for (const event of ['device_authorization.error', 'grant.error']) {
        provider.on(event, (ctx, error) => {
            ctx.state.detail = error.error_detail;
        });
    }
    return provider;
}

function announce(options, issuer, ca) {
    const file = path.join(options.state, 'foreign.json');
    const text = JSON.stringify({
        issuer,
        client_id: CLIENTS.RS256,
        clients: CLIENTS,
        acr_values: LEVELS,
        ca_file: path.resolve(ca),
        control: `${issuer}/control`,
        log: path.join(options.state, 'requests.jsonl'),
    });
    fs.writeFileSync(`${file}.new`, `${text}\n`);
    fs.renameSync(`${file}.new`, file);
    return () => fs.rmSync(file, { force: true });
}

async function main() {
    const options = readOptions();
    const entry = path.join(options.modules, 'oidc-provider/lib/index.js');
    const { Provider } = await import(pathToFileURL(entry));
    const { ca, cert, key } = makeCertificate(options);
    const server = https.createServer({
        cert: fs.readFileSync(cert), key: fs.readFileSync(key),
    });
    await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, '127.0.0.1', resolve);
    });
    const issuer = `https://localhost:${server.address().port}`;
    options.log = logRequests(path.join(options.state, 'requests.jsonl'));
    server.on('request', dispatch(() => make(Provider, issuer, options)));
    const withdraw = announce(options, issuer, ca);
    const stop = () => {
        withdraw();
        process.exit(0);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    setTimeout(stop, options.lifetime * 1000);
}

await main();

// A second service with a DigiD login, of which only the front matters here: signed metadata, and an AuthnRequest.
import {execFileSync} from 'node:child_process';
import {createHash, createSign, randomUUID} from 'node:crypto';
import {deflateRawSync} from 'node:zlib';

const rsa = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const c14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const binding = 'urn:oasis:names:tc:SAML:2.0:bindings:';

const sign = (text, key) => createSign('sha256').update(text).sign(key, 'base64');

// Written in canonical form, so that what is signed is the text itself. $ is where the signature comes.
const metadata = (place, certificate) => `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_elders" entityID="${place}">`
  + '$<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
  + '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:KeyName>elders</ds:KeyName><ds:X509Data>'
  + `<ds:X509Certificate>${/BEGIN CERTIFICATE-----([^-]+)/.exec(certificate)[1].replace(/\s/g, '')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
  + ['HTTP-Redirect', 'SOAP'].map((by) => `<md:SingleLogoutService Binding="${binding}${by}" Location="${place}/slo"></md:SingleLogoutService>`).join('')
  + `<md:AssertionConsumerService Binding="${binding}HTTP-Artifact" Location="${place}/acs" index="0" isDefault="true"></md:AssertionConsumerService>`
  + '</md:SPSSODescriptor></md:EntityDescriptor>';

function signed(xml, key) {
  const digest = createHash('sha256').update(xml.replace('$', '')).digest('base64');
  const info = (namespace) => `<ds:SignedInfo${namespace}><ds:CanonicalizationMethod Algorithm="${c14n}"></ds:CanonicalizationMethod>`
    + `<ds:SignatureMethod Algorithm="${rsa}"></ds:SignatureMethod><ds:Reference URI="#_elders"><ds:Transforms>`
    + '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>'
    + `<ds:Transform Algorithm="${c14n}"></ds:Transform></ds:Transforms>`
    + '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>'
    + `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const namespace = ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
  return xml.replace('$', `<ds:Signature${namespace}>${info('')}<ds:SignatureValue>${sign(info(namespace), key)}</ds:SignatureValue>`
    + '<ds:KeyInfo><ds:KeyName>elders</ds:KeyName></ds:KeyInfo></ds:Signature>');
}

export class Dienst {
  static async registered(sim) {
    const made = execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=elders', '-keyout', '-'], {stdio: 'pipe'}).toString();
    const dienst = Object.assign(new Dienst(), {sim, key: /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(made)[0], place: sim.portaal + '/elders'});
    await sim.api('PUT', 'digid/diensten?naam=Elders&domein=standaard', signed(metadata(dienst.place, made), dienst.key));
    return dienst;
  }

  // Where the browser goes to log in.
  async loginAddress() {
    const address = this.sim.portaal + '/saml/idp/request_authentication';
    const xml = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
 ID="_${randomUUID()}" Version="2.0" IssueInstant="${(await this.sim.now()).toISOString()}" Destination="${address}" AssertionConsumerServiceIndex="0">
<saml:Issuer>${this.place}</saml:Issuer><samlp:RequestedAuthnContext Comparison="minimum"><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract</saml:AuthnContextClassRef>
</samlp:RequestedAuthnContext></samlp:AuthnRequest>`;
    const asked = `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}&SigAlg=${encodeURIComponent(rsa)}`;
    return `${address}?${asked}&Signature=${encodeURIComponent(sign(asked, this.key))}`;
  }
}

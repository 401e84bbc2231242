// A second service with a DigiD login, of which only the front matters here: signed metadata, and an AuthnRequest.
import {execFile} from 'node:child_process';
import {createSign, randomUUID} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {deflateRawSync} from 'node:zlib';

const rsa = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const c14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const binding = 'urn:oasis:names:tc:SAML:2.0:bindings:';

// Where xmlsec1 fills in the signature of the element with this ID.
const unsigned = (id) => `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>
<ds:CanonicalizationMethod Algorithm="${c14n}"/><ds:SignatureMethod Algorithm="${rsa}"/><ds:Reference URI="#${id}"><ds:Transforms>
<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="${c14n}"/></ds:Transforms>
<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>
<ds:SignatureValue/><ds:KeyInfo><ds:KeyName>elders</ds:KeyName></ds:KeyInfo></ds:Signature>`;

const metadata = (place, certificate) => `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_elders" entityID="${place}">
${unsigned('_elders')}<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:KeyName>elders</ds:KeyName><ds:X509Data>
<ds:X509Certificate>${certificate.replace(/-----.*?-----|\s/g, '')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleLogoutService Binding="${binding}HTTP-Redirect" Location="${place}/slo"/><md:SingleLogoutService Binding="${binding}SOAP" Location="${place}/slo"/>
<md:AssertionConsumerService Binding="${binding}HTTP-Artifact" Location="${place}/acs" index="0" isDefault="true"/>
</md:SPSSODescriptor></md:EntityDescriptor>`;

async function signed(xml, key) {
  const folder = await mkdtemp(join(tmpdir(), 'mosim-test-'));
  try {
    await writeFile(join(folder, 'key.pem'), key);
    await writeFile(join(folder, 'metadata.xml'), xml);
    const {stdout} = await promisify(execFile)('xmlsec1', ['--sign', '--privkey-pem:elders', 'key.pem', '--id-attr:ID', 'EntityDescriptor', 'metadata.xml'],
                                               {cwd: folder});
    return stdout;
  } finally {
    await rm(folder, {recursive: true});
  }
}

export class Dienst {
  static async registered(sim) {
    const {certificaat, sleutel} = await sim.api('POST', 'pki/certificaten', {oin: '00000099000000009000', naam: 'Elders'});
    const dienst = Object.assign(new Dienst(), {sim, key: sleutel, place: sim.portaal + '/elders'});
    await sim.api('PUT', 'digid/diensten?naam=Elders&domein=standaard', await signed(metadata(dienst.place, certificaat), sleutel));
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
    return `${address}?${asked}&Signature=${encodeURIComponent(createSign('sha256').update(asked).sign(this.key, 'base64'))}`;
  }
}

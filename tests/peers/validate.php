<?php
// ValidateAbonnementen by PHP's SoapClient, which reads the WSDL that the server serves. It sends no WS-Addressing, and here
// an xsi:type with each Klant, as older toolkits do.
// Arguments: URL of the service, CA file, certificate file, key file. Standard input: JSON {oin, berichttype, bsns}.
// Prints JSON: {"antwoord": [[bsn, bool], ...]}, or {"fout": {code, tekst, detail: [fault, message]}}.
[, $url, $ca, $certificate, $key] = $argv;
const SHARED = "http://schemas.rdw.nl/GEB/Shared/Types/2009/01";
ini_set("soap.wsdl_cache_enabled", "0");
$vraag = json_decode(stream_get_contents(STDIN), true);
$tls = stream_context_create(["ssl" => ["cafile" => $ca, "local_cert" => $certificate, "local_pk" => $key]]);
$client = new SoapClient("$url?wsdl", ["stream_context" => $tls, "exceptions" => true, "features" => SOAP_SINGLE_ELEMENT_ARRAYS]);
try {
    $antwoord = $client->ValidateAbonnementen(["validateAbonnementenAanvraag" => [
        "berichtleverancierCode" => $vraag["oin"],
        "berichtTypeCode" => $vraag["berichttype"],
        "klanten" => ["Klant" => array_map(fn($bsn) => new SoapVar(["Key" => $bsn, "Rol" => "Burger"], SOAP_ENC_OBJECT, "Klant", SHARED), $vraag["bsns"])],
    ]]);
    $uit = [];
    foreach ($antwoord->ValidateAbonnementenResult->Abonnement as $abonnement)
        $uit[] = [$abonnement->klant->Key, $abonnement->isBerichtSturen];
    echo json_encode(["antwoord" => $uit]);
} catch (SoapFault $fault) {
    $detail = $fault->detail ? [array_key_first((array) $fault->detail), current((array) $fault->detail)->Message] : null;
    echo json_encode(["fout" => ["code" => $fault->faultcode, "tekst" => $fault->faultstring, "detail" => $detail]]);
}

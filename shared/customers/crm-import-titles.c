/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that stand above columns, in two languages. */
#include "shared/customers/crm-import-titles.h"

#include <glib/gi18n.h>

#define ALL CRM_SHEET_ALL

/* clang-format off */
const CrmImportTitle crm_import_titles[] = {
  { { "external_id", N_ ("Identifier"), FALSE }, ALL,
    "external id|id клиента|код клиента|ид клиента|client id|customer id|внешний "
    "код|внешний id" },
  { { "external_id", NULL, FALSE }, CRM_SHEET_CUSTOMERS,
    "id|код|ид|guid|uuid|номер|number" },
  { { "full_name", N_ ("Full name"), FALSE }, ALL,
    "фио|ф и о|ф и о клиента|фио клиента|клиент|страхователь|фио страхователя|имя "
    "полностью|полное имя|фамилия имя отчество|фамилия имя|контакт|full "
    "name|fullname|name|client|customer|contact|display name" },
  { { "last_name", N_ ("Last name"), FALSE }, ALL,
    "фамилия|фам|last name|lastname|surname|family name|second name" },
  { { "first_name", N_ ("First name"), FALSE }, ALL,
    "имя|first name|firstname|given name|forename" },
  { { "middle_name", N_ ("Patronymic"), FALSE }, ALL,
    "отчество|отч|middle name|middlename|patronymic|second name" },
  { { "birth_date", N_ ("Birth date"), FALSE }, ALL,
    "дата рождения|д р|др|день рождения|родился|дата рожд|рождение|birth "
    "date|birthdate|birthday|date of birth|dob" },
  { { "sex", N_ ("Sex"), FALSE }, ALL,
    "пол|sex|gender" },
  { { "type", N_ ("Person or company"), FALSE }, CRM_SHEET_CUSTOMERS,
    "тип клиента|вид клиента|тип|лицо|физ юр|client type|type" },
  { { "company_name", N_ ("Company"), FALSE }, ALL,
    "организация|название "
    "организации|компания|наименование|название|фирма|юрлицо|наименование "
    "организации|company|company name|organization|organisation|employer" },
  { { "inn", N_ ("INN"), FALSE }, ALL,
    "инн|инн клиента|inn|tax id|taxpayer id|vat" },
  { { "kpp", N_ ("KPP"), FALSE }, ALL,
    "кпп|kpp" },
  { { "ogrn", N_ ("OGRN"), FALSE }, ALL,
    "огрн|огрнип|огрн огрнип|ogrn|ogrnip" },
  { { "phone", N_ ("Phone"), TRUE }, ALL,
    "телефон|тел|моб|мобильный|мобильный телефон|моб тел|сотовый|сотовый "
    "телефон|номер телефона|домашний телефон|рабочий телефон|контактный "
    "телефон|телефон клиента|phone|phone number|mobile|mobile "
    "phone|cell|tel|telephone|work phone|home phone" },
  { { "email", N_ ("E-mail"), TRUE }, ALL,
    "почта|эл почта|электронная почта|email|e mail|mail|адрес эл почты|электронный "
    "адрес|имейл|емейл|мейл|email address|e mail address" },
  { { "address.text", N_ ("Address"), FALSE }, ALL,
    "адрес|полный адрес|адрес регистрации|адрес прописки|прописка|место "
    "жительства|адрес проживания|адрес клиента|юридический адрес|address|full "
    "address|address text" },
  { { "address.region", N_ ("Region"), FALSE }, ALL,
    "регион|область|край|субъект|region|state|province|address region" },
  { { "address.city", N_ ("City"), FALSE }, ALL,
    "город|населенный пункт|нас пункт|city|town|address city" },
  { { "address.street", N_ ("Street"), FALSE }, ALL,
    "улица|ул|street|address street" },
  { { "address.house", N_ ("House"), FALSE }, ALL,
    "дом|номер дома|house|building|address house" },
  { { "address.flat", N_ ("Flat"), FALSE }, ALL,
    "квартира|кв|номер квартиры|flat|apartment|apt|address flat" },
  { { "address.postcode", N_ ("Postcode"), FALSE }, ALL,
    "индекс|почтовый индекс|postcode|zip|zip code|postal code|address postcode" },
  { { "note", N_ ("Note"), FALSE }, ALL,
    "примечание|прим|комментарий|комментарии|заметка|описание|note|notes|comment|comments|description" },
  { { "tags", N_ ("Tags"), FALSE }, CRM_SHEET_CUSTOMERS,
    "метки|теги|тэги|категория|категории|группа|tags|labels|categories|group" },
  { { "source", N_ ("Source"), FALSE }, ALL,
    "источник|откуда|канал|рекламный источник|source|lead source|channel" },
  { { "owner", N_ ("Responsible"), FALSE }, ALL,
    "ответственный|менеджер|агент|куратор|сотрудник|owner|agent|manager|responsible|assigned"
    " to" },
  { { "passport", N_ ("Passport"), FALSE }, ALL,
    "паспорт|серия и номер паспорта|паспорт серия номер|паспорт серия и "
    "номер|паспортные данные|паспорт рф|passport" },
  { { "passport.series", N_ ("Passport: series"), FALSE }, ALL,
    "серия паспорта|паспорт серия|passport series" },
  { { "passport.number", N_ ("Passport: number"), FALSE }, ALL,
    "номер паспорта|паспорт номер|passport number|passport no" },
  { { "passport.issued_on", N_ ("Passport: issued on"), FALSE }, ALL,
    "дата выдачи паспорта|паспорт дата выдачи|когда выдан паспорт|паспорт когда "
    "выдан|passport issue date|passport date" },
  { { "passport.issued_on", NULL, FALSE }, CRM_SHEET_CUSTOMERS | CRM_SHEET_DOCUMENTS,
    "дата выдачи|когда выдан|issued on|issue date" },
  { { "passport.issued_by", N_ ("Passport: issued by"), FALSE }, ALL,
    "кем выдан паспорт|паспорт кем выдан|паспорт выдан|passport issued by|passport "
    "issuer" },
  { { "passport.issued_by", NULL, FALSE }, CRM_SHEET_CUSTOMERS | CRM_SHEET_DOCUMENTS,
    "кем выдан|выдан|орган выдачи|issued by|issuer|authority" },
  { { "passport.issuer_code", N_ ("Passport: code of the issuer"), FALSE }, ALL,
    "код подразделения|паспорт код подразделения|issuer code|department code" },
  { { "foreign_passport", N_ ("Foreign passport"), FALSE }, ALL,
    "загранпаспорт|заграничный паспорт|загран паспорт|foreign passport|international "
    "passport" },
  { { "snils", N_ ("SNILS"), FALSE }, ALL,
    "снилс|snils|страховой номер" },
  { { "driving_licence", N_ ("Driving licence"), FALSE }, ALL,
    "водительское удостоверение|ву|в у|права|номер ву|серия и номер ву|серия номер "
    "ву|driving licence|driving license|driver license|driver licence|licence" },
  { { "driving_licence.issued_on", N_ ("Driving licence: issued on"), FALSE }, ALL,
    "дата выдачи ву|дата выдачи прав|ву дата выдачи|licence issue date|license issue "
    "date" },
  { { "vehicle_certificate", N_ ("Certificate of registration"), FALSE }, ALL,
    "стс|свидетельство о регистрации|свидетельство о регистрации тс|номер стс|серия и"
    " номер стс|vehicle certificate|sts" },
  { { "vehicle_passport", N_ ("Passport of the vehicle"), FALSE }, ALL,
    "птс|паспорт тс|эптс|номер птс|серия и номер птс|vehicle passport|pts" },
  { { "account.number", N_ ("Account"), FALSE }, ALL,
    "расчетный счет|р с|рс|счет|номер счета|лицевой счет|account|account number|bank "
    "account|iban" },
  { { "account.bic", N_ ("BIC"), FALSE }, ALL,
    "бик|бик банка|bic|swift" },
  { { "account.bank", N_ ("Bank"), FALSE }, ALL,
    "банк|название банка|наименование банка|bank|bank name" },
  { { "object.type", N_ ("Object: type"), FALSE }, CRM_SHEET_OBJECTS,
    "тип|тип объекта|вид объекта|вид|type|object type" },
  { { "object.title", N_ ("Object"), FALSE }, ALL,
    "объект|объект страхования|застрахованный объект|предмет "
    "страхования|object|insured object" },
  { { "object.title", NULL, FALSE }, CRM_SHEET_OBJECTS,
    "название|наименование|title|name" },
  { { "object.vin", N_ ("VIN"), FALSE }, ALL,
    "vin|вин|vin код|вин код|vin номер|идентификационный номер|vin code|vin "
    "number|vin тс" },
  { { "object.body_number", N_ ("Body number"), FALSE }, ALL,
    "номер кузова|кузов|кузов номер|номер шасси|шасси|body number|chassis "
    "number|chassis" },
  { { "object.plate", N_ ("Number plate"), FALSE }, ALL,
    "госномер|гос номер|грз|номер авто|номер машины|номер тс|рег "
    "номер|регистрационный знак|гос рег знак|гос рег номер|государственный "
    "номер|госзнак|номерной знак|plate|plate number|license plate|licence "
    "plate|number plate|registration number|car number" },
  { { "object.make", N_ ("Make"), FALSE }, ALL,
    "марка|марка тс|марка авто|make|brand|manufacturer" },
  { { "object.model", N_ ("Model"), FALSE }, ALL,
    "модель|модель тс|модель авто|model" },
  { { "object.make_model", N_ ("Make and model"), FALSE }, ALL,
    "марка модель|марка и модель|автомобиль|авто|машина|тс|транспортное "
    "средство|марка модель тс|car|vehicle|make model|make and model" },
  { { "object.year", N_ ("Year of make"), FALSE }, ALL,
    "год выпуска|год|год изготовления|г в|год выпуска тс|year|year of make|model "
    "year|production year" },
  { { "object.power_hp", N_ ("Power, hp"), FALSE }, ALL,
    "мощность|мощность л с|л с|лошадиных сил|мощность двигателя|мощность двигателя л "
    "с|power|power hp|horsepower|hp" },
  { { "object.cadastral_number", N_ ("Cadastral number"), FALSE }, ALL,
    "кадастровый номер|кадастровый|кадастр|кад номер|cadastral number|cadastral no" },
  { { "object.address", N_ ("Address of the object"), FALSE }, ALL,
    "адрес объекта|адрес имущества|адрес квартиры|адрес недвижимости|object "
    "address|property address" },
  { { "policy.external_id", N_ ("Identifier of the policy"), FALSE }, ALL,
    "id договора|код договора|id полиса|policy id|contract id" },
  { { "policy.external_id", NULL, FALSE }, CRM_SHEET_POLICIES,
    "id|код|guid|uuid|external id" },
  { { "policy.number", N_ ("Policy number"), FALSE }, ALL,
    "номер полиса|№ полиса|полис|договор|номер договора|№ договора|полис номер|серия "
    "и номер полиса|серия номер полиса|n полиса|страховой полис|policy|policy "
    "number|policy no|contract|contract number" },
  { { "policy.number", NULL, FALSE }, CRM_SHEET_POLICIES,
    "номер|number|no" },
  { { "policy.series", N_ ("Policy series"), FALSE }, ALL,
    "серия полиса|полис серия|policy series" },
  { { "policy.series", NULL, FALSE }, CRM_SHEET_POLICIES,
    "серия|series" },
  { { "policy.product", N_ ("Product"), FALSE }, ALL,
    "вид страхования|продукт|страховой продукт|вид полиса|вид договора|тип полиса|тип"
    " страхования|программа|product|product code|insurance type|line of business|lob" },
  { { "policy.product", NULL, FALSE }, CRM_SHEET_POLICIES,
    "вид|тип|type" },
  { { "policy.insurer", N_ ("Insurer"), FALSE }, ALL,
    "страховая|страховая компания|ск|страховщик|insurer|insurance "
    "company|carrier|underwriter" },
  { { "policy.starts_on", N_ ("Begins on"), FALSE }, ALL,
    "дата начала|начало|начало действия|дата начала действия|начало срока|действует "
    "с|срок с|с какого|начало полиса|дата начала полиса|начало действия полиса|дата "
    "начала страхования|starts on|start date|effective date|inception date|from|valid"
    " from" },
  { { "policy.ends_on", N_ ("Ends on"), FALSE }, ALL,
    "дата окончания|окончание|конец|окончание действия|дата окончания действия|конец "
    "срока|действует по|действует до|срок по|срок до|дата окончания полиса|окончание "
    "полиса|дата конца|дата завершения|ends on|end date|expiry|expiry date|expiration"
    " date|expires|valid to|valid until|to" },
  { { "policy.issued_on", N_ ("Issued on"), FALSE }, ALL,
    "дата заключения|дата оформления|дата полиса|дата договора|дата выдачи "
    "полиса|оформлен|дата продажи|issued|policy date|contract date|date of issue|sold"
    " on" },
  { { "policy.issued_on", NULL, FALSE }, CRM_SHEET_POLICIES,
    "дата выдачи|дата|date|issued on|issue date" },
  { { "policy.premium", N_ ("Premium"), FALSE }, ALL,
    "премия|страховая премия|сумма премии|стоимость|стоимость полиса|цена|цена "
    "полиса|premium|premium amount|price|gross premium" },
  { { "policy.premium", NULL, FALSE }, CRM_SHEET_POLICIES,
    "сумма|взнос|оплата|amount|sum|cost" },
  { { "policy.sum_insured", N_ ("Sum insured"), FALSE }, ALL,
    "страховая сумма|сумма страхования|лимит|покрытие|sum insured|insured "
    "sum|coverage|limit" },
  { { "policy.status", N_ ("State of the policy"), FALSE }, CRM_SHEET_POLICIES,
    "статус|статус полиса|состояние|статус договора|status|state|policy status" },
  { { "instalment.no", N_ ("Instalment: number"), FALSE }, ALL,
    "номер взноса|номер платежа|№ взноса|№ платежа|instalment no|installment "
    "no|instalment number" },
  { { "instalment.no", NULL, FALSE }, CRM_SHEET_INSTALMENTS,
    "номер|number" },
  { { "instalment.due_on", N_ ("Instalment: due on"), FALSE }, ALL,
    "срок оплаты|дата платежа|оплатить до|срок платежа|дата взноса|плановая "
    "дата|плановая дата оплаты|due|due on|due date|payment due" },
  { { "instalment.due_on", NULL, FALSE }, CRM_SHEET_INSTALMENTS,
    "дата|срок|date" },
  { { "instalment.amount", N_ ("Instalment: amount"), FALSE }, ALL,
    "сумма взноса|взнос|очередной взнос|сумма платежа|к "
    "оплате|instalment|installment|instalment amount|amount due" },
  { { "instalment.amount", NULL, FALSE }, CRM_SHEET_INSTALMENTS,
    "сумма|amount|sum" },
  { { "instalment.paid_on", N_ ("Instalment: paid on"), FALSE }, ALL,
    "дата оплаты|оплачено дата|фактическая дата оплаты|дата фактической оплаты|paid "
    "on|paid at|payment date" },
  { { "instalment.paid", N_ ("Instalment: paid"), FALSE }, ALL,
    "оплачено|оплаченная сумма|сумма оплаты|поступило|paid|paid amount|amount paid" },
  { { "instalment.status", N_ ("Instalment: state"), FALSE }, CRM_SHEET_INSTALMENTS,
    "статус|статус оплаты|статус взноса|состояние|status|state|payment status" },
};
/* clang-format on */

const guint crm_import_titles_n = G_N_ELEMENTS (crm_import_titles);

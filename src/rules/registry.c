/* The registry: every rule is one row of this table. To add one: a function in its family's file, its declaration in
 * rule.h, a row here, and its cases in tests/cases. Rows stand by family and number; docs/rules.md is made from them.
 * (What a rule rests on is named as far as it is known for certain: the catalogue's document, and the form's own
 * arithmetic as its headings state it.) */
#include "base/text.h"
#include "rules/rule.h"

#include <string.h>

/* A list of columns as bits. */
#define BIT(name) PP_COLUMN_BIT(PP_COL_##name)
#define FUND_BITS                                                                                                      \
    (BIT(GENERAL) | BIT(GOVERNMENT_FUND) | BIT(STATE_CAPITAL) | BIT(SPECIAL_ACCOUNT) | BIT(OWN) | BIT(CARRYOVER))

/* Severities at draft, submit and audit. */
#define ALWAYS(severity)                                                                                               \
    {                                                                                                                  \
        severity, severity, severity                                                                                   \
    }
#define LENIENT_DRAFT                                                                                                  \
    {                                                                                                                  \
        PP_WARNING, PP_ERROR, PP_ERROR                                                                                 \
    }

#define CATALOG_BASIS "《政府采购品目分类目录》（财库〔2022〕31号）"
#define SUM_BASIS "政府采购预算表填报口径：合计=财政拨款小计+财政专户管理资金+单位资金+上年结转"
#define SUBTOTAL_BASIS "政府采购预算表填报口径：财政拨款小计=一般公共预算+政府性基金预算+国有资本经营预算"
#define FORM_BASIS "政府采购预算表填报口径"
#define CONTROL_BASIS "控制数文件（controls.csv）所列的批复数和限额"
#define RESERVE_BASIS "政府采购预算表填报口径：中小企业预留份额是合计的一部分，其中小微企业是预留份额的一部分"

#define BUDGET_BASIS "部门预算编报口径：各预算表的合计、分项和相互关系（表样见部门预算公开表）"
#define STATEMENT_BASIS "部门预算编报口径：预算说明的数据取自各预算表"
#define PLAN_BASIS "部门预算编报口径：政府采购预算是部门预算的一部分"

#define SME_BASIS "《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）"
#define SME_ROWS "；比例和限额见 sme-reserve.csv 中现行的行"
#define ACT_BASIS "《中小企业促进法》第四十条" SME_ROWS
#define METHOD_BASIS "采购方式和采购组织形式的用词，见 methods.csv"
#define LIMIT_BASIS "thresholds.csv 中现行的行所列的文件"

/* What every rule on reserves asks for. */
#define LEDGER (BIT(RESERVE) | PP_NEEDS_POLICY | PP_NEEDS_YEAR)

const pp_rule_entry PP_RULES[] = {
    {{"CAT-01", "品目编码不存在", ALWAYS(PP_ERROR), false, "每一行的采购品目编码都在 2022 年版采购品目目录中。",
      "请改为 2022 年版目录中的末级品目编码，可用 procplan catalog search 按名称查找。", CATALOG_BASIS},
     BIT(ITEM_CODE),
     0,
     pp_check_unknown_code},
    {{"CAT-02", "品目不是末级", ALWAYS(PP_ERROR), false, "每一行的采购品目都是末级品目，下面不再有品目。",
      "请改用这个品目下面的末级品目。", CATALOG_BASIS},
     BIT(ITEM_CODE),
     0,
     pp_check_last_level},
    {{"CAT-03", "品目名称与编码不符", ALWAYS(PP_ERROR), false,
      "采购品目名称与 2022 年版目录中这个编码的名称相同（全角半角、大小写、空格不计）。",
      "请按实际采购内容改正编码或名称；旧版编码请换成 2022 年版的。", CATALOG_BASIS},
     BIT(ITEM_CODE) | BIT(ITEM_NAME),
     0,
     pp_check_name},
    {{"CAT-04", "采购类别与编码不符", ALWAYS(PP_ERROR), false, "采购类别与编码的首字母一致：A 货物，B 工程，C 服务。",
      "请改正采购类别，或换用这一类别的品目编码。", CATALOG_BASIS},
     BIT(ITEM_CODE) | BIT(KIND),
     0,
     pp_check_letter},
    {{"CAT-05", "“其他”类品目金额过半", ALWAYS(PP_INFO), true,
      "编码末级为 99 的“其他”类品目的金额不超过全部采购预算的一半。",
      "请把金额大的行改为更具体的末级品目；确实没有对应品目时，在备注或采购需求概况中说明买的是什么。", CATALOG_BASIS},
     BIT(ITEM_CODE),
     BIT(TOTAL) | FUND_BITS,
     pp_check_catch_all},
    {{"CAT-06", "目录版本不是 2022 年版", ALWAYS(PP_WARNING), false,
      "计划注明的目录版本是 2022 年版，没有注明时按 2022 年版核对。",
      "请把品目编码换成 2022 年版的，并把目录版本改为 2022。", CATALOG_BASIS},
     0,
     0,
     pp_check_edition},
    {{"AMT-01", "金额或数量不是数字", ALWAYS(PP_ERROR), false, "金额、单价和数量单元格是这一列单位的数字，或者是空的。",
      "请改为数字；没有金额时留空。", FORM_BASIS},
     0,
     BIT(TOTAL) | BIT(SUBTOTAL) | FUND_BITS | BIT(RESERVE) | BIT(RESERVE_MICRO) | BIT(QUANTITY) | BIT(PRICE),
     pp_check_readable},
    {{"AMT-02", "金额有小于 1 分的数字", ALWAYS(PP_ERROR), false,
      "金额不超过 1 分的精度：以万元为单位六位小数，以元为单位两位小数；数量不超过六位小数。", "请按实际金额改写到分。",
      FORM_BASIS},
     0,
     BIT(TOTAL) | BIT(SUBTOTAL) | FUND_BITS | BIT(RESERVE) | BIT(RESERVE_MICRO) | BIT(QUANTITY) | BIT(PRICE),
     pp_check_fen},
    {{"AMT-03", "财政拨款小计不等于三项之和", ALWAYS(PP_ERROR), false,
      "财政拨款小计等于一般公共预算、政府性基金预算、国有资本经营预算之和，空格按 0 计算。", "请核对小计和三项资金。",
      SUBTOTAL_BASIS},
     BIT(SUBTOTAL),
     BIT(GENERAL) | BIT(GOVERNMENT_FUND) | BIT(STATE_CAPITAL),
     pp_check_subtotal},
    {{"AMT-04", "合计不等于各项资金来源之和", ALWAYS(PP_ERROR), false,
      "合计等于财政拨款小计、财政专户管理资金、单位资金、上年结转之和，空格按 0 计算；没有小计时用它的三项。",
      "请核对合计和各项资金来源。", SUM_BASIS},
     BIT(TOTAL),
     BIT(SUBTOTAL) | FUND_BITS,
     pp_check_total},
    {{"AMT-05", "金额为负或为零", ALWAYS(PP_ERROR), true, "金额、单价和数量不是负数；合计是 0 时只给出警告。",
      "请核对正负号和金额；没有预算的行请删去。", FORM_BASIS},
     0,
     BIT(TOTAL) | BIT(SUBTOTAL) | FUND_BITS | BIT(RESERVE) | BIT(RESERVE_MICRO) | BIT(QUANTITY) | BIT(PRICE),
     pp_check_sign},
    {{"AMT-06", "数量乘单价不等于合计", LENIENT_DRAFT, true,
      "数量和单价都填了时，数量×单价四舍五入到合计的位数（0.01 万元）等于合计。",
      "请核对数量、单价（以元为单位）和合计。", "政府采购预算表填报口径：合计=数量×单价"},
     BIT(QUANTITY) | BIT(PRICE),
     BIT(TOTAL) | FUND_BITS,
     pp_check_price},
    {{"AMT-07", "预留份额大于合计", ALWAYS(PP_ERROR), true, "中小企业预留份额不大于这一行的合计。",
      "请改小预留份额，或核对合计。", RESERVE_BASIS},
     BIT(RESERVE),
     BIT(TOTAL) | FUND_BITS,
     pp_check_reserve},
    {{"AMT-08", "小微企业份额大于预留份额", ALWAYS(PP_ERROR), true, "其中小微企业不大于中小企业预留份额。",
      "请改小小微企业份额，或核对预留份额。", RESERVE_BASIS},
     BIT(RESERVE) | BIT(RESERVE_MICRO),
     0,
     pp_check_micro},
    {{"AMT-09", "金额太大", ALWAYS(PP_ERROR), true,
      "金额小于 10 亿万元，能在电子表格中准确到分；各行相加不超出计算范围。",
      "请核对位数和金额单位：以元为单位的数字不要填进以万元为单位的列。", FORM_BASIS},
     0,
     BIT(TOTAL) | BIT(SUBTOTAL) | FUND_BITS | BIT(RESERVE) | BIT(RESERVE_MICRO) | BIT(PRICE),
     pp_check_size},
    {{"CTL-01", "与控制数不符", ALWAYS(PP_ERROR), true,
      "按行计算的数等于（或不超过）每一个控制数；差额另与四舍五入可能造成的尾差比较。",
      "请逐行核对金额，或核对控制数是否抄错。", CONTROL_BASIS},
     0,
     0,
     pp_check_controls},
    {{"CTL-02", "控制数的键在计划中不存在", ALWAYS(PP_ERROR), false,
      "每个控制数都能在计划中找到对应的类别、资金、单位、科目或品目；金额为 0 "
      "的控制数不需要；“<=”（不超过）的控制数没有对应内容时只给出警告；不可能有的类别、资金，合计后面的键总是错误。",
      "请改正控制数的键，或补上计划中缺少的内容。", CONTROL_BASIS},
     0,
     0,
     pp_check_control_keys},
    {{"CTL-03", "尾差", ALWAYS(PP_INFO), false,
      "按万元保留两位小数打印后，各行相加等于打印的合计，控制数不用四舍五入就相等；否则说明一次尾差。",
      "不需要改动金额；请在表下注明“因四舍五入存在尾差”。", FORM_BASIS "：以万元为单位，保留两位小数"},
     0,
     BIT(TOTAL) | FUND_BITS,
     pp_check_tails},
    {{"FRM-01", "缺少必需的列", ALWAYS(PP_ERROR), false,
      "表头有全部必需的列：功能科目编码、采购品目编码、采购类别、合计、一般公共预算、中小企业预留份额。",
      "请在表头补上这一列并填写。", FORM_BASIS},
     0,
     0,
     pp_check_headings},
    {{"FRM-02", "必填单元格为空", ALWAYS(PP_ERROR), false,
      "每一行都填了功能科目编码、采购品目编码、采购类别和合计；有预留份额列而没有填、只有编码而没有品目名称的只给出警告"
      "。",
      "请填上这一格；整行都不需要时请删去这一行。", FORM_BASIS},
     0,
     BIT(FUNCTION_CODE) | BIT(ITEM_CODE) | BIT(ITEM_NAME) | BIT(KIND) | BIT(TOTAL) | BIT(RESERVE),
     pp_check_cells},
    {{"FRM-03", "功能科目编码不是 7 位数字", ALWAYS(PP_ERROR), false,
      "功能科目编码是 7 位数字（类 3 位、款 2 位、项 2 位）。", "请填到“项”一级，编码是 7 位数字。", FORM_BASIS},
     BIT(FUNCTION_CODE),
     0,
     pp_check_function_code},
    {{"FRM-04", "整行重复", ALWAYS(PP_INFO), false, "没有两行的所有内容完全相同（“序号”列不计）。",
      "确实是两笔采购时不用改，可在备注中写明区别；重复录入的请删去一行。", FORM_BASIS},
     0,
     0,
     pp_check_duplicates},
    {{"FRM-05", "没有填预算单位", LENIENT_DRAFT, false, "只要有一行填了预算单位，所有的行就都填了。",
      "请填上这一行的预算单位。", FORM_BASIS},
     BIT(UNIT),
     0,
     pp_check_units},
    {{"FRM-06", "采购类别不是规定的词", ALWAYS(PP_ERROR), false, "采购类别是货物、工程或服务，后面可以带“类”字。",
      "请改为货物、工程或服务。", FORM_BASIS},
     BIT(KIND),
     0,
     pp_check_kind_word},
    {{"FRM-07", "文字不能存入 Excel", ALWAYS(PP_ERROR), false,
      "每一格文字不超过 32,767 个字符，没有制表符和换行以外的控制字符。", "请缩短文字，删去看不见的控制字符。",
      "Office Open XML 工作簿（ECMA-376）和 XML 1.0 对单元格文字的限制"},
     0,
     0,
     pp_check_texts},
    {{"FRM-08", "没有写明部门或年度", ALWAYS(PP_WARNING), false, "计划写明了部门和年度。",
      "请在表头上方或文件夹的 about.csv 中写明部门和年度。", FORM_BASIS},
     0,
     0,
     pp_check_about},
    {{"FRM-09", "计划没有采购项", ALWAYS(PP_ERROR), false, "计划至少有一行采购项。",
      "请填写采购项，或检查选对了文件和工作表。", FORM_BASIS},
     0,
     0,
     pp_check_empty},
    {{"FRM-10", "同一功能科目有不同的名称", ALWAYS(PP_WARNING), false,
      "同一个功能科目编码在各行的名称相同（全角半角、大小写、空格不计）。", "请核对编码和名称，改正写错的一处。",
      FORM_BASIS},
     BIT(FUNCTION_CODE) | BIT(FUNCTION_NAME),
     0,
     pp_check_function_name},
    {{"FRM-11", "地区没有单独的规定", ALWAYS(PP_INFO), false,
      "计划写明的（或 --region 指定的）地区在政策参数表中有规定，或者写在有规定的地区之内（青岛市市南区）；"
      "没有时按全国的规定校验。",
      "地区写错的请改正；本地另有规定的，请在政策参数表中补上本地区的行，用 --catalog-dir 指定；确实没有的不用改。",
      "提醒，不是依据条文作出的判断；地区见 sme-reserve.csv、thresholds.csv、intention.csv 的 region 列"},
     PP_NEEDS_POLICY,
     0,
     pp_check_region},
    {{"SME-01", "限额以下没有全额预留", LENIENT_DRAFT, true,
      "金额不超过限额的采购项全额预留给中小企业，或者写明属于五种情形中的哪一种而不预留。",
      "请把预留份额改为全额，或在“不预留理由”中写明情形和原因。", SME_BASIS "第六条、第七条" SME_ROWS},
     LEDGER,
     BIT(TOTAL) | FUND_BITS,
     pp_check_within},
    {{"SME-02", "限额以上预留比例不足", LENIENT_DRAFT, true,
      "金额超过限额、又适宜由中小企业提供的采购项，合在一起按规定的比例预留。",
      "请在列出的行上增加预留份额，或在“不预留理由”中写明情形和原因。", SME_BASIS "第六条、第八条" SME_ROWS},
     LEDGER,
     BIT(TOTAL) | FUND_BITS,
     pp_check_pool},
    {{"SME-03", "限额以上预留给小微企业的比例不足", LENIENT_DRAFT, true,
      "金额超过限额的采购项，预留份额中给小微企业的部分不低于规定的比例。", "请提高列出的行中给小微企业的份额。",
      SME_BASIS "第八条" SME_ROWS},
     LEDGER | BIT(RESERVE_MICRO),
     BIT(TOTAL) | FUND_BITS,
     pp_check_pool_micro},
    {{"SME-04", "全年预留总额不足", LENIENT_DRAFT, true,
      "全年采购预算（有理由不预留的除外）按法律规定的比例预留给中小企业；与各采购项的规定分别计算。",
      "请增加预留份额；确实达不到的，在执行情况公告中说明原因。", ACT_BASIS},
     LEDGER,
     BIT(TOTAL) | FUND_BITS,
     pp_check_act},
    {{"SME-05", "全年预留给小微企业的比例不足", LENIENT_DRAFT, true,
      "全年预留给中小企业的份额中，给小微企业的部分不低于法律规定的比例。", "请提高预留份额中给小微企业的部分。",
      ACT_BASIS},
     LEDGER | BIT(RESERVE_MICRO),
     BIT(TOTAL) | FUND_BITS,
     pp_check_act_micro},
    {{"SME-06", "不预留理由看不出是哪种情形", LENIENT_DRAFT, false,
      "没有全额预留的行，不预留理由能看出属于五种情形中的哪一种：以写明的序号为准，没有序号的看字句，“无专利”这样否定的"
      "不算；"
      "看不出的，或者字句符合不止一种的，按没有理由计算。",
      "请在理由开头写明情形的序号（一）至（五），再说明原因。", SME_BASIS "第六条"},
     LEDGER | BIT(REASON),
     BIT(TOTAL) | FUND_BITS,
     pp_check_reason},
    {{"SME-07", "预留方式与预留份额不符", LENIENT_DRAFT, true,
      "预留方式是规定的词；整体预留的行预留全额；专门采购包、联合体、分包写明比例，预留份额不低于合计乘以比例"
      "（按 0.01 万元比较），高于它时只给出提示。",
      "请改正预留方式、比例或预留份额。", SME_BASIS "；用词见 reserve-modes.csv"},
     BIT(RESERVE) | BIT(RESERVE_MODE) | PP_NEEDS_POLICY,
     BIT(TOTAL) | FUND_BITS,
     pp_check_mode},
    {{"SME-08", "已全额预留又写了不预留理由", ALWAYS(PP_INFO), false, "全额预留的行没有不预留理由。",
      "请删去不预留理由；确实不预留的请改小预留份额。", SME_BASIS "第六条"},
     BIT(RESERVE) | BIT(REASON) | PP_NEEDS_POLICY,
     BIT(TOTAL) | FUND_BITS,
     pp_check_needless_reason},
    {{"MTH-01", "采购方式不是规定的词", ALWAYS(PP_WARNING), false,
      "采购方式是公开招标、邀请招标、竞争性谈判、竞争性磋商、询价、单一来源等规定的词，后面可以带说明。",
      "请改为规定的采购方式。", METHOD_BASIS},
     BIT(METHOD) | PP_NEEDS_POLICY,
     0,
     pp_check_method},
    {{"MTH-02", "达到公开招标数额标准而不公开招标", ALWAYS(PP_WARNING), true,
      "合计达到公开招标数额标准的行采用公开招标，或者在备注或采购方式中写明批准（批复、批准、审批）。",
      "请改为公开招标，或在备注中写明批复文件。", LIMIT_BASIS},
     BIT(METHOD) | PP_NEEDS_POLICY | PP_NEEDS_YEAR,
     BIT(TOTAL) | FUND_BITS,
     pp_check_open_tender},
    {{"MTH-03", "可能化整为零，不足分散采购限额", ALWAYS(PP_WARNING), true,
      "同一单位、同一品目（按现行规定累计的级次）的行相加达到分散采购限额标准时，没有单独低于这个标准的行；"
      "公开招标和集中采购的行不计。",
      "请合并为一个采购项，按限额以上的规定采购；属于集中采购的，请写明采购组织形式。", LIMIT_BASIS},
     BIT(ITEM_CODE) | PP_NEEDS_POLICY | PP_NEEDS_YEAR,
     BIT(METHOD) | BIT(ORGANISATION),
     pp_check_split},
    {{"MTH-04", "单价高于资产配置标准", ALWAYS(PP_INFO), true,
      "通用办公设备、家具的单价不高于资产配置标准的价格上限；有几档的按最高一档。",
      "请核对单价；执行本级标准的单位按本级标准，可用 --catalog-dir 换成本级的 asset-standards.csv。",
      "财资〔2016〕27号（通用办公设备、家具配置标准），见 asset-standards.csv"},
     BIT(ITEM_CODE) | BIT(PRICE) | PP_NEEDS_POLICY,
     0,
     pp_check_ceiling},
    {{"MTH-05", "预计采购时间不可用", ALWAYS(PP_WARNING), false,
      "预计采购时间能读出年月，在计划年度之内；本年度和以后年度的计划，没有过去，也来得及提前公开采购意向。",
      "请写成“2024年3月”这样的年月。", "财库〔2020〕10号（政府采购意向公开）"},
     BIT(WHEN),
     0,
     pp_check_when},
    {{"MTH-06", "采购组织形式不是规定的词", ALWAYS(PP_WARNING), false,
      "采购组织形式是政府集中采购、部门集中采购或分散采购，后面可以带说明。", "请改为规定的采购组织形式。",
      METHOD_BASIS},
     BIT(ORGANISATION) | PP_NEEDS_POLICY,
     0,
     pp_check_organisation},
    {{"MTH-07", "服务是否属于政府购买服务", ALWAYS(PP_INFO), true,
      "提醒一次：达到分散采购限额标准的服务中，属于政府购买服务的要在本级指导性目录之内；程序没有这个目录，不能代为核对"
      "。",
      "请对照本级政府购买服务指导性目录核对；不属于政府购买服务的不用改。",
      "提醒，不是依据条文作出的判断；所列的行按 thresholds.csv 的分散采购限额标准挑出"},
     BIT(ITEM_CODE) | PP_NEEDS_POLICY | PP_NEEDS_YEAR,
     BIT(TOTAL) | FUND_BITS,
     pp_check_bought_services},
    {{"MTH-08", "可能化整为零，规避公开招标", ALWAYS(PP_WARNING), true,
      "同一单位、同一预算项目、同一品目（按现行规定累计的级次）的货物或服务，以公开招标以外的方式多次采购，相加不超过"
      "公开招标数额标准；经批准的行（写明批复、批准、审批）不计，没有预算项目列时按预算单位相加。",
      "请合并为一个采购项公开招标；经批准采用其他方式的，请在备注中写明批复文件。",
      "《政府采购法实施条例》第二十八条（凭记忆，待核）；数额标准见 thresholds.csv 中现行的行"},
     BIT(ITEM_CODE) | BIT(METHOD) | PP_NEEDS_POLICY | PP_NEEDS_YEAR,
     BIT(TOTAL) | FUND_BITS,
     pp_check_split_tender},
    {{"BUD-01", "预算表的金额读不出或缺列", LENIENT_DRAFT, false,
      "预算各表的金额是数字，各表有表样规定的列；缺少的预算表列为没有核对。", "请改为数字；没有金额时留空。",
      BUDGET_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_cells},
    {{"BUD-02", "预算收支不平", LENIENT_DRAFT, true,
      "收支总表、财政拨款收支总表的收入总计等于支出总计；没有结转时，本年收入合计等于本年支出合计。",
      "请核对两边的总计和各项，改正写错的一处。", BUDGET_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_balance},
    {{"BUD-03", "预算表一行中的合计不等于各栏之和", LENIENT_DRAFT, true,
      "预算各表每一行的合计等于它的各栏之和：基本支出+项目支出+经营支出等=合计，人员经费+公用经费=小计，本年收入+"
      "上年结转="
      "合计。",
      "请核对这一行的合计和各栏，改正写错的一处。", BUDGET_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_rows},
    {{"BUD-04", "预算科目不等于下级科目之和", LENIENT_DRAFT, true,
      "预算各表中每一级科目等于它的下级科目之和（类=款之和，款="
      "项之和），合计行等于各类之和，本年合计、总计等于上面各项之"
      "和。",
      "请核对这一科目和它的下级科目，改正写错的一处。", BUDGET_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_classes},
    {{"BUD-05", "预算各表的数字互相不一致", LENIENT_DRAFT, true,
      "同一个数在各预算表中相同：收入、支出总表与收支总表，财政拨款收支总表与一般公共预算、政府性基金支出表，按部门经济"
      "分类"
      "、政府经济分类的基本支出与一般公共预算支出表。",
      "请核对这两张表，改正写错的一处。", BUDGET_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_agreement},
    {{"BUD-06", "“三公”经费不等于各项之和", LENIENT_DRAFT, true,
      "“三公”经费合计等于因公出国（境）费、公务用车购置及运行费、公务接待费之和；公务用车购置及运行费等于购置费与运行维"
      "护费"
      "之和。",
      "请核对“三公”经费各项，改正写错的一处。", BUDGET_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_public},
    {{"BUD-07", "预算说明的数据与表不符", LENIENT_DRAFT, true,
      "说明数据中的收入、支出、基本支出、项目支出、人员经费、公用经费、“三公”经费、机关运行经费等于预算表中的数；政府采"
      "购各数"
      "等于采购计划各行之和。",
      "请核对预算说明和表，改正写错的一处。", STATEMENT_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_statement},
    {{"BUD-08", "较上年增减的金额与百分比不符", LENIENT_DRAFT, true,
      "说明中的增减百分比等于增减金额除以上年数（本年数减去增减金额），四舍五入到所写的位数；收支增减等于基本支出与项目"
      "支出"
      "增减之和。",
      "请核对本年数、增减金额和百分比，改正写错的一处。", STATEMENT_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_changes},
    {{"BUD-09", "项目支出不等于各项目之和", LENIENT_DRAFT, true, "说明数据中各项目的预算相加等于支出总表的项目支出。",
      "请核对各项目的预算，或补上没有列出的项目。", STATEMENT_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_projects},
    {{"BUD-10", "采购预算超过功能科目的支出预算", ALWAYS(PP_ERROR), true,
      "每个功能科目的采购预算合计不超过支出总表（没有时用一般公共预算支出表）中这个科目的支出。",
      "请核对采购行的金额和功能科目，或核对预算表。", PLAN_BASIS},
     PP_NEEDS_BUDGET | BIT(FUNCTION_CODE),
     BIT(TOTAL) | FUND_BITS,
     pp_check_budget_appropriation},
    {{"BUD-11", "采购预算超过项目支出与公用经费之和", ALWAYS(PP_WARNING), true,
      "采购预算合计不超过支出总表的项目支出与一般公共预算支出表的公用经费之和：人员经费一般不用于采购。",
      "请核对采购行的金额；确有其他来源的，在备注中写明。", PLAN_BASIS},
     PP_NEEDS_BUDGET,
     BIT(TOTAL) | FUND_BITS,
     pp_check_budget_whole},
    {{"BUD-12",
      "采购超过对应的经费",
      {PP_INFO, PP_WARNING, PP_WARNING},
      true,
      "车辆维修、加油、保险、租赁的采购不超过公务用车运行维护费，办公设备和家具的采购不超过办公设备购置费；对照关系见 "
      "budget-links.csv。",
      "请核对这些行的金额和资金来源；用项目支出购买的，在备注中写明。",
      "budget-links.csv 中现行的行"},
     PP_NEEDS_BUDGET | PP_NEEDS_POLICY | PP_NEEDS_YEAR | BIT(ITEM_CODE),
     BIT(TOTAL) | FUND_BITS,
     pp_check_budget_links},
    {{"BUD-13", "采购行与项目预算或成本指标相等", ALWAYS(PP_INFO), true,
      "金额正好等于说明数据中一个项目的预算或成本指标上限的采购行，与这个项目连起来，供核对。",
      "不需要改动；可在“预算项目”列写明项目名称。不是这个项目的采购时不用理会。", PLAN_BASIS},
     PP_NEEDS_BUDGET,
     BIT(TOTAL) | FUND_BITS,
     pp_check_budget_equals},
    {{"BUD-14", "预算表尾差", ALWAYS(PP_INFO), true,
      "各预算表的合计与它的各项之和相等，不用四舍五入来解释；否则把尾差合在一起说明一次。差额大于尾差的由 "
      "BUD-03、BUD-04、"
      "BUD-06、BUD-09 指出。",
      "请用以元为单位的数核对；确是尾差时不用改，在表下注明“因四舍五入存在尾差”；不是时请改正写错的一处。",
      BUDGET_BASIS},
     PP_NEEDS_BUDGET,
     0,
     pp_check_budget_tails},
};

const size_t PP_RULE_COUNT = sizeof PP_RULES / sizeof PP_RULES[0];

size_t pp_rules(void)
{
    return PP_RULE_COUNT;
}

const pp_rule_info *pp_rule(size_t index)
{
    return index < PP_RULE_COUNT ? &PP_RULES[index].info : NULL;
}

/* An id taken apart: the letters before the number, and the number. */
typedef struct rule_name {
    char letters[16];
    unsigned number;
} rule_name;

static bool read_name(const char *id, rule_name *name)
{
    char folded[16];
    const size_t length = pp_text_fold(id, strlen(id), folded, sizeof folded);
    const size_t letters = strcspn(folded, "-0123456789");
    const char *digits = folded + letters + (folded[letters] == '-');
    const size_t count = strspn(digits, "0123456789");
    if (letters == 0 || count == 0 || count > 4 || (size_t)(digits - folded) + count != length) {
        return false;
    }
    memcpy(name->letters, folded, letters);
    name->letters[letters] = '\0';
    name->number = 0;
    for (size_t i = 0; i < count; i++) {
        name->number = name->number * 10 + (unsigned)(digits[i] - '0');
    }
    return true;
}

const pp_rule_info *pp_rule_find(const char *id)
{
    rule_name wanted, name;
    if (!read_name(id, &wanted)) {
        return NULL;
    }
    for (size_t i = 0; i < PP_RULE_COUNT; i++) {
        if (read_name(PP_RULES[i].info.id, &name) && name.number == wanted.number &&
            strcmp(name.letters, wanted.letters) == 0) {
            return &PP_RULES[i].info;
        }
    }
    return NULL;
}

/* ---- Words for severities and levels ---- */

static const char *const SEVERITY_KEYS[PP_SEVERITY_COUNT] = {"off", "info", "warning", "error"};
static const char *const SEVERITY_NAMES[PP_SEVERITY_COUNT] = {"不检查", "提示", "警告", "错误"};
static const char *const LEVEL_KEYS[PP_LEVEL_COUNT] = {"draft", "submit", "audit"};
static const char *const LEVEL_NAMES[PP_LEVEL_COUNT] = {"填报", "送审", "自查"};

const char *pp_severity_key(pp_severity severity)
{
    return (unsigned)severity < PP_SEVERITY_COUNT ? SEVERITY_KEYS[severity] : "";
}

const char *pp_severity_name(pp_severity severity)
{
    return (unsigned)severity < PP_SEVERITY_COUNT ? SEVERITY_NAMES[severity] : "";
}

const char *pp_level_key(pp_level level)
{
    return (unsigned)level < PP_LEVEL_COUNT ? LEVEL_KEYS[level] : "";
}

const char *pp_level_name(pp_level level)
{
    return (unsigned)level < PP_LEVEL_COUNT ? LEVEL_NAMES[level] : "";
}

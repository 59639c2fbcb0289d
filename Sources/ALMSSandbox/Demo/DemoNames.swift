/// The words that a demo estate is named with.
enum DemoNames {
    private static let estates = [
        "阳光", "翠湖", "金桂", "滨江", "云栖", "锦绣", "梧桐", "紫荆", "龙湖", "兰亭", "碧水", "望京", "和平", "春江",
        "枫林", "明珠", "学府", "东湖", "西溪", "银杏",
    ]
    private static let kinds = ["花园", "家园", "公寓", "雅苑", "小区", "华庭", "新村", "名邸"]
    private static let surnames = Array(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭"
    ).map { String($0) }
    private static let givens = Array(
        "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文建国红梅子涵雨欣浩宇梓轩思琪嘉怡俊熙晨曦诗雅佳慧志远家豪美玲晓东海燕"
    ).map { String($0) }
    private static let prefixes = [
        "130", "131", "135", "136", "137", "138", "139", "150", "151", "158", "159", "177", "180",
        "186", "188", "189",
    ]
    /// The inner doors of an apartment.
    static let rooms = ["甲", "乙", "丙"]

    /// The name of the estate with this number, from 0; numbers far apart may share one.
    static func estate(_ number: Int) -> String {
        let round = number / (estates.count * kinds.count)
        let name =
            estates[number % estates.count] + kinds[number / estates.count % kinds.count]
        return round == 0 ? name : "\(name)\(round + 1)期"
    }

    /// A person's name.
    static func person(_ generator: inout SeededGenerator) -> String {
        let second = Bool.random(using: &generator) ? pick(givens, &generator) : ""
        return pick(surnames, &generator) + pick(givens, &generator) + second
    }

    /// A mainland mobile; different numbers have different ones, up to a hundred million.
    static func mobile(_ number: Int, _ generator: inout SeededGenerator) -> String {
        // 48,271 has no factor in common with 10^8, so no two numbers meet.
        let digits = String((number * 48_271 + 12_345_678) % 100_000_000)
        return pick(prefixes, &generator) + String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func pick(_ words: [String], _ generator: inout SeededGenerator) -> String {
        words[Int.random(in: 0..<words.count, using: &generator)]
    }
}

module @jit_dense {
  func.func @main(%arg0: tensor<5x16xf32>) -> tensor<5x24xf32> {
    %c15 = arith.constant 15 : index
    %c3 = arith.constant 3 : index
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %c16_i32 = arith.constant 16 : i32
    %c4_i32 = arith.constant 4 : i32
    %cst = arith.constant 1.000000e+00 : f32
    %cst_0 = arith.constant -2.000000e+00 : f32
    %c0_i32 = arith.constant 0 : i32
    %cst_1 = arith.constant 9.99999974E-6 : f32
    %cst_2 = arith.constant 1.600000e+01 : f32
    %cst_3 = arith.constant dense<[1.012573, 0.986789524, 1.06404221, 1.01049006, 0.946433067, 1.03615952, 1.130400e+00, 1.09470809, 0.929626464, 0.873457849, 0.937672555, 1.00413263, 0.767496943, 0.978120803, 0.875408888, 0.92677325]> : tensor<16xf32>
    %cst_4 = arith.constant dense<[-5.442590e-02, -0.0316300169, 0.0411630534, 0.10425134, -0.012853466, 0.136646345, -0.066519469, 0.0351510085, 0.0903470218, 9.401230e-03, -0.0743499249, -0.0921725407, -0.0457725823, 0.022019513, -0.100961819, -0.0209175572]> : tensor<16xf32>
    %cst_5 = arith.constant dense<"0xE20B23BDF99BE63EB56EA83D2D0B413DB2DF243D67099BBC758C11BE438AA33D6257033E5CA8BCBE451D8B3E7E91F1BD8D0000BE5301A63E8EED2ABE680B48BEDB740A3E5255A83E9F6384BD021922BE38E515BE13F74E3DA2D083BE7CC3B7BDEF5C98BD80B1833E35464FBCB260B03E1A23AE3EFDFBB0BD7029273DD52FABBE9ACF5B3D91FAB63D3DAFCA3E0150C1BD16ADABBE41B5313E0F8185BEC968F3BEA2AE07BEC2ACF7BEC5F590BDFFFC0A3D964E803E08C65A3E29AC54BECCBF79BE69F3B53D2FAA9ABE9701A93EADAA8BBE0465B3BE852442BEF76D893DAF0EDFBC85D271BDF5B175BD1256D23EFFDC133FA9FE1BBD275AFABDB821163F08B1B1BB506127BEFAF391BA6623223E068BA3BED3AF003EBDE2B53EDAA3B73D5FC14DBE4982E83E586E51BDDA2DA4BE778549BE4AC6F1BD8C5DE13E7E4234BEBA3E0E3C70B904BDBE0E283E4E060DBFA662213ED55D7D3E48E1393E4946A93ECB428A3E1AFC4BBC717C85BEABED15BE858D143E529D80BECDFF4B3D60F9E7BD6B8E3EBE9EB2483E07E9A4BE551C553C48C7143ED73C28BDDDFE573E5AFA63BB34D993BD7165B13CA3F51C3E03F7F1BDAE3248BD023133BECE95C3BD616D88BE79AEA4BEC028BF3E704DCA3D0F062F3E1AB4A53ECA8489BE431A953E015B853E21F5AA3C6758BEBE3B234DBD331A163E70D9103EF48FBCBEEA5A233FCF36B1BD8010B63E0F29A1BE1817DC3DD081803ED82D41BEB17F5F3E629F493E6A7DB33EC77F59BE02DCD23E35ADDFBD71DD29BE454DECBAA8299A3E2D21A6BDAF8BC0BA5143E73D41C8C13EDB2F323E282F1EBEAC34D83EF3E3A3BE8A15583EA138933E27B802BE7EE06A3E5914053EF4081DBEAEAA0FBE159CCB3E0C519CBED48D443E61C7BFBDA545AC3E2D9197BEAB37E93E7B2493BDA18B36BED3D09A3C246117BF2BF53CBB5291883E2B02F4BD8975CDBE221C5EBE22C9A0BE7FC14E3DDA481CBE03F561BD0604483E576529BEE203A9BE3686C93E07FB1E3E87A0B6BE82459D3EC620BEBE7B44433C19CAB13EA4B63A3EF239443F634197BE7D111FBC873B3EBD4F8F07BEBA66873D7174DFBDE75929BE1B96DDBD500210BF43490ABDACE2AD3D66F3993DE3A96A3EEBF1B33D265F4E3E16679EBC995EE2BE537D883E864FB5BE2BE83BBF7EBAA0BD12BC95BE705F6F3EA2483CBE3CD2C53DE9FE44BE8FF8D83D693CD9BCBEECBD3DC6DBF2BDA7E7F3BDF81001BF27BF76BE33F06BBEA2D053BE1CE0EC3C6CA0BA3E9BA3DE3E7EED483CBDC77F3D6AE614BE671CB6BE8511BE3DABC597BEF6F91C3EADDDF8BE9642273DB00A26BE39CE46BFEE014E3E275F303F990789BEBFE9FA3E03E8FDBD3327003FA806843E09CEDF3CED53843DBFF8C33DA67C19BF79D81BBD7564A7BE6E75A5BE03942D3E323692BEB94D5A3E7547853EF65780BE"> : tensor<16x16xf32>
    %cst_6 = arith.constant dense<[-0.064026244, 0.0732301697, -0.117053084, -0.143428147, 0.0639852062, 0.0754368901, -0.0958933681, 0.0562397689, -0.0291632432, 0.0301292185, -0.126096025, 0.0832894444, 0.120325893, 0.0637073218, 0.0558339953, -0.377227515]> : tensor<16xf32>
    %cst_7 = arith.constant dense<[8, 4, 2, 1]> : tensor<4xi32>
    %cst_8 = arith.constant dense<"0x0582D53C28C226BB5BEB70BC732481BD826BB53BA4CD283D6318D8BC0FC73DBD84DAFB3D1261E2BDCDF9D23D43D8903CC8B8A4BD9D8DEDBC296ABCBDD3408A3D25800E3D501064BDFCBBE1BD732AF73C9412C43D6D823ABC705B2B3D4E051ABD2969DD3B749EEEBC1BE1F03CC8991ABE23EE833D565CBCBCC8E2123D1A640BBD4E38033D2EA9DBBDF089F33D66712EBE0BD6D4BDC20EC13C88CB153E50D7E33C2C16CBBCE2ED11BEA0B19CBC174402BB3E1D2D3E8FD27E3D41941CBECC8A4F3ECACB21BD041DB4BD9705173E280AA3BBF47C16BDBF3AB33C8108AD3D6D6FCB3D1BD20CBEFEA44C3ED1EAC13D1D521BBD5BA9A7BD2974C6BDAB244A3CB7B684BD6DA59CBD1825A63DA853153DCC9D21BDB85F963D03050C3E2127E0BDBD1B77BD880CC13D313D933D32B6B93C5910EE3DA3DDDEBDB67617BEF175B1BDB8C6483CE009A3BD879047BD16AEC7BDB6207EBDCAC7CDBDA083163D2FCBA23D68CA44BDCACAA9BCAEFD6DBDBA99593DCFE8113CDE3D233E495AE0BD247B143DDFDB353DE4A213BDFD036F3D024E13BE26F7583EE46C09BE6460BC3D1E9BE5BD6BB3EB3D7B9A1DBDB1C7813CFCCBAE3B2B6EE13DB2B403BD78EB97BEF8A89BBD447F963C706A34BDC9A89D3D60F0CF3DFD1B72BC298A18BE0FBD0D3E32CFDD3DEE18F5BC84E3573E3EE60EBDD3E1E8BD0F627FBC87BDDC3D8FFDBFBD32CE473ECB9BB7BD3777C33D05035F3D37687CBC0C4BDD3D539419BEEE030B3E09AED0BB752E5EBD4C6E993D3C11D93D73A79D3DCBBF4C3E2C55DD3D5B6E033ED6205DBD4F872E3C0199663D118DE8BA7E19F73C53882E3DB2E6AC3DDC7926BC1B470FBD98A3A9BD75A0B6BD361EF03DE27A0ABC8D2AA13D9DD904BEEA7746BE98DAD6BD47D4EA3D05BEDA3DC600083DD248A4BD9B4E56BCE6ECF3BC144D0DBD8F4F80BE0DB4AFBDB9BC9BBC3F481B3E43AE833C72730F3E294321BDA300CFBC80A6C7BEB5C73D3D2317603DE39B343E9D6047BD1E431A3CFC7D90BDBFE5F0BD650B92BDB84F0DBDFFCB0A3E41E7673951E7A1BDE073683C053CB23C097E8ABD5E22EA3DEF5D41BE8EEFAEBC9E34883D350E09BE33F8133D6A64043EE1D2393D87122DBE642295BD3060FC3D7065F43C1C3981BA3CB7343DBBAB933DFB1791BD50E5EDBC54266A3C1ACE5EBDA4A55ABCEEE6043EA235C6BD4F4A453EE371403EC9742FBE310D67BCD15D0C3D8FD39BBDF6C597BDAE7DC2BC3862973D3D7151BDAF0D3B3EF58BED3C310F28BC7967143E2C43803D8642173D96A207BD8BC0393ED542A63D73A2A6BC548121BECEC2183DEC3CEABD7EB62FBE50AEE4BCC594E63C7A53033E7162E73CA312A53D8F0FFBBDB9AA13BB01824B3C8896B03D60273E3CE5ACA43D1F854EBD4B9E123DE5ED293D3EF4FFBD1ECD8F3C723803BD86FA42BE1D48C43DA23714BDCA91AEBD878C1ABD696D623CF1681A3EB7EE87BC847F413D8FA70C3ED48A5A3D89D7DA3DAE2D43BD31E99D3DCBF9BDBB180ADC3D6D87CDBD47A79FBD09EB013ECAA1A0BCC00713BD7630FE3B86358DBD0B64083E19D4FFBD61BD76BCA31C0E3D47202BBCF94EA4BD9BD8B1BDD73D2E3DDA0AD3BDBB59843DA3121CBE325263BD66EF6D3B693800BE2688853DEFFDF2BA1A30D4BDBE881BBEFC5020BE603AA73B37EBECBD80C30BBE986BBDBC4F37693E6F5CE33CEB3E9C3D4542AE3CD15AA03D438809BE745630BD3F19D63CDCD6EABAE6479DBC155F88BDDDAAD3BC438E9EBDE6FE77BEA5A2F4BDD3D3423DDD711F3EEBB5393E9F841E3C08F7B63D31F4B93D51C68DBD79DE2DBE536C4A3B0B7334BE0D0B03BDB315793D456A11BEAAA6533BA9F4FD3D5513143D66F1553D50B3B93D9674313E7217783C41CDFB3D0A45D2BBF4B55FBD5FF3003D152478BDF4C06ABD39EE78BD2B0D6BBEB0D92C3CB06A01BEEEBF2FBC107A143ED86655BDC8015EBD11AA0B3E50C45F3D25FEC73DFC8611BD1B35993DFF868CBDF6718ABDBE38743DFA1775BD1B1B9D3D93E8743E7AA92CBE2C0D9ABDEC67E53D32B26DBC8CCAED3D75DCCEBDF5B7073DE6AB76BCC0FB653C08A0073D78DBF9BDBDFBDBBD58480F3E5F33F03CE33C2E3C8F6C90BB310A123D60BCECBDCE99CCBDE794053E6DD9773C4124AE3D791478BD08FA0C3E116D0D3D481E453D71C2603D3D3AA3BDC10C3FBE9D1EDCBD2EF7263EA630053E58190EBD1C22F7BC014CD43D1CF689BC510B05BE7497013ECD73433D2BD680BE5D4800BDA7636B3C631E453DD648793C2E3382BDDDA83DBC1C80F13C888CDBBC9E5418BDA136003E81DDC1BDE7230FBD800050BED0945D3DE9A0A93D03A9603D78F0BB3D7483343D584B0C3DF420423DA4FADABC9B5EF33D6EC60EBDAEBE15BE2309AE3D10833D3E92A3C4BD2F8326BCE7608CBD0CE31BBD9609973B8752FEBD3274E3BC751D16BEFDBE68BD35E8F2BD48E5D8BD6D1E30BE4CB9F93DB782503D2B5944BEE97574BD4B4E89BD5F818DBD2F2914BE8A7F9A3D542522BDF9C03F3D58C2573D79D80C3ECAD739BE6908323E3BED013E53BA6A3D7114743E21EBA73C273DA83D293A97BDFF50E83DA87B893CC4CF38BD4AC6583E1FB1F9BC5D4B683A9B9CA1BCEBC29ABDF39B593DEE39973DA726113D25B971BE1370CE3D27750FBD601AF9BD981A773D0A8B663D1A9FD5BD6B2D7D3E45BBF7BDA07531BED35FECBD6A7D113ED40F90BCF96418BDADADCBBB815F74BDAF5D8DBD295283BD42FD903D47FDD03D3D15D8BDBEF9C33CC36CA13DF58ADDBDEDD94DBD7598D4BD8A3304BE62E4263C89C296BD5741813DCCD140BB1D03293D2B70EFBC270C82BD128F14BC76F802BA288F90BDC7BB2E3D13E7983D5980813C23762F3EC78081BD7E3C553DF36A27BD6035C03C3FF9A9BD9560E43D4232903CF32BF43DF0A501BED2244ABD27CCB6BD26E259BDB2D88DBD887E45BCD00FE2BA994C86BBE68A63BDE989993C7853B33D3AC9B8BDB15BBA382AB7F2BB8BD63F3D7740D1BB5C52CDBAF6F9CABD003D0E3B4CCDBCBD833B533D291D29BCAA9B823B0B84B6BD0C9CA43D30C98D3DAA70B03D9715643E7318ACBBF774F63D25E14ABC0C6B213D68A4153DEAC0D83C95CF863D14FCF8BC7D20863B49435B3DF1FA323EC083ACBDAFF238BE0B4846BDB856133C5B578F3CF116173C443CF23D1FE5C73DEA70A1BB965340BDA9B90DBD33F111BDA4CFB8BC170A21BEA0D73CBDE6072EBD16BB9ABC9452D0BC87A0893D4EE259BD35A433BD66FA5D3D1AC5C0BCD951B13C7814893DB5D62C3DDEEECC3CC8ECA0BCE4A68B3D7ECF8F3CA6C94EBDF51577BC1079F9BD3AEDC4BD4ECF40BEFD3F8BBD86C2083E16F063BDD249A13D29DFB4B9EF788FBD320A093EB5786E3D676233BE7847D53D071EDCBD42BF91BC63D4883DC4A3F5BCE528E53D25E89B3DD97821BE508241BD2613E73CFB846BBD792CB1BCC3CBA33DEDC0013DF48ABCBD9C098F3C20C97ABD14DFF8BD796FE7BDF012EB3CF93E38BB40640E3A5DBEEABDD3AC96BC7469D4BDB8B9BDBD974587BCC0A80DBEE110893D24A87E3E1BEF3B3D2996D5BDB927DEBCDF461FBEF3AB1ABDB9CB4F3D7969713D094DD3BD640FF53C16D5EC3DACB8333ED6858FBDF8FCB0BD574FB23B10EB95BEF38259BD92FBDDBC80253CBD493022BECD27C9BCA80C9FBDEE219B3D881ABCBD114CE7BCB9D4BEBC2D7A683DAE5982BE1D850BBDB6919B3DC32514BDBD5B1CBE4DC6053D2EE8093DBD95DDBCB286EDBDB6B097BDC18300BD234FB3BD53A044BEC98C9DBD9152CABB1AB14FBD18A3F7BBB310093C619EB73DEDAB613E49DE953DA1CD0FBE1C0988BE4EC41ABCF6ECE93BA0F3EDBD46D9DE3CB9119DBDFBEE243D0E5505BDF9CC223DD18032BE969833BDAF7573BC3CE811BE5EC0403E34805DBD46550E3EA90E88BD7264BCBC8E76F23D1CE5F83CB7549D3C62DCD93C02E50BBEA48F1FBD4CE1C3BDA5B8A13C57D25EBD785F90BBB445FDBB615B6EBBFFB763BB679B85BD1ADCD7BD670F88BD7873DB3DB641193DBB6A703D084F0D3E268CF1BD63E0503DD82CDCBD50F108BD3A58463D184F253EF82FA0BD6E501BBC1CCCEC3D6D8E18BE4B52143D9D8AFCBC3692B4BD6D3D703C80AE733D4CCCBABDD1A41B3D52068E3CC852FEBDC9111F3E4A36DF3DED1CB0BDB54870BD15DB9D3D99EF4ABD1F633CBEA1CFD63D2233663A8C47433E256B123D07769C3CA72C933E32CB8CBC8FEEC2BD4DC2BB3C449AE83DDA9DEEBD4003BABD8C3A383D3FB4A3BED5C7DFBD47EAA23D245470BD488D26BE932D453E557010BEDB5E56BDBBAB18BD4939083C6E5917BD37A704BCF365BC3BBB020EBCE2D1183C1C9A73BEFCA8343DFDD00FBE50DD5DBE35730D3E03A303BE4959933C79389EBD2BF38ABDE11A463D2DADD6BDBBA5183D80EE1B3D9B7AEE3D83B609BD0D57D63DFB32303EED79223EA00E703D7AFA373D60E4913E2793643ED3009DBDB727BD3D0090763D57CEEC3BD72F7B3CFACB473D95F8BF3D5E37B33CF42D0B3D208E0E3E6223023DC03D5F3D93CCCA3DFF3E273E494CFB3DDB811A3D0F3EAA3C1198FABDF441EF3C9169D4BD29B9D1BD6739853D21C924BCC16A413DED6680BDAF01F63D6C8E6B3C2C3FF33DADEB893D3C5F873C3C0144BDF27C4E3B9993A93D5CE18E3D12DBF4BD470FD23DBF3BAFBC4CF7A63D79D88EBDFDA1823D5B24A3BD30F0533C6125F4BCE8F0E9BCFB1268BDBE9F7BBCB23D32BE1287B33D13F4C43D355C35BD71490DBE317284BD4812C23D4E1B803DB50CF6BC0AC3B73D964BD5BD93EF7ABD2D66423DF7241DBCCB5871BDF69E80BE1177893DB198043DAA7932BEB6E4753DC744BCBAE46BE43C5893C13D618797BD5123923DA70D8C3D5BF59B3D9985273EADE8863D980366BD9227383E11C7E2BD16883DBDFD85C5BD015D28BC75A3DD3DAEE4043E53DB3D3D499B79BD54C362BDB31177BD4B24C33DC5A8B9BD130EB13DC79B55BBBAF18C3CCACC1A3E62B242BD38292A3EF55310BE5FE9A8BD95A021BEE1F098BD9EBF6E3D4016973D724FFB3C3FCDDA3C204CF0BD1ADE07BE5BF2F83CF4030A3E4C2615BD87E601BE07021DBEC1658BBDCBBE213E232EAABC2092D4BDA6A379BD5D0F46BD2C97D93CDF2B87BD7742B6BD05069ABCA5F73F3DBFD9923D777F613D08643BBD6D932DBE3E89A3BD30B8E83C739008BE17F2CE3C76A771BD51746EBD6946E53D8F2FB33C72500C3EE85BC0BD6793E73DFF2DBA3D1A5899BE6C9F10BC7DEC1D3E9D589F3DE1C334BDAFB3BEBCA46E05BEACFEA83CEE9E37BE50EFCFBD7234E53D6BC606BBFCDB14BD58862DBC8E628C3EAA01D43DF2D99EBDD8AC2A3E4C7B11BC797E973DA94870BDAA12C0BD523BA43DCF779DBD9203A0BD60E0B73DE2FDEDBDD75411BE19415F3D1FB148BE13F499BDC6C415BD6AC209BE72D7E4BDEB5E883DDA93EF3C84AEC1BD96E0583DF9921B3ED05103BE16B9C83BBB684A3EC2547A3DCE94A63D0FF7A3BC486CA3BD9B29EA3D04E2853DC8D4A8BBFD993EBD91F732BED06F7F3CACA98DBDB00758BC6F6A893DC2EFA73D5C40933D29EB663EC49DEE3DFCCB98BD9696A7BD13676E3E65D987BD699F90BB6FAC323EFAA52F3EAB04B3BB2433C63C696F27BEA207BABD329C15BDC16014BA9C6E04BDBA84793C5B88603EAB313E3D97E4FC3CDE813F39A3D38CBCCE81FC3DA602CBBDDFBF4DBC496AE0BDD9C00E3C530D433C0D85BC3DF647F53DABCB873D8E1E263EA9A9223EC12B013D42EC183D764646BEEF2B033DD77805BAE4E62CBE1BB230BD9714C43D74B3FDBDF065043E517A423D7418BBBC643069BC15F8A93D249312BE5AF9503E9C96A6BDE2BA9CBD6903FA3D7FCDA13D59B8073E8837D63DF92B1A3DA5B302BEDCAC41BDC08FA23C2437E1BA783452BEEBE4D53DDC44313E61EC153E2975D0BD6E92323DDFC059BED00E2D3EB6A446BEF724283DA818EE3D393B043EECE30C3D90FC11BE34C425BC76CEDBBC42E1163D564ACA3D0296873DE840593E1A62873D79421FBDF0E8263EA8D400BD10E7E63CE117943CAFD36ABE5AC5E23CF51BED3C56CAABBC0D7C67BCDE8503BE9E1B073C4AE6193E1F3891BCDADC55BDFEEC78BDC08C4E3EE5C60ABEB40BAD3D7F89363C26B3443E0946063E44B310BCADD81DBE2765123EBD4D153EB048E2BDB39F983D3BFFA3BDBAF69EBD30CB24BE1A0FBF3DC11BDE3C0E8C4A3DC2BB143E30EF883DD96F6F3D8873993D3906DABDE7DE61BBD90AF7BD5D4DB8BDA26E16BC7E79D93DD8C2523E603FDEBD06FE8D3CFC5BE8BBA9F4573D1A8E6E3D9D72143DE813C6BDB8A8213D9EBFB63DEE4852BD68904A3EDD70C0BC88D081BD30CBF23C6E04D3BC9DFF0BBECE6B2BBB6266233E2F0F4D3E9B4268BD7666B93DE222593C578FE83C60C7013E1681AE3DACD67C3CF334BEBDF730E6BD49C6D1BB518D043D66194E3DB725A03D799EC83D371376BE4B06B93D6E84D6BD4729E43DB7E3093D7F23813D2D905DBD478CE73CDC333FBE774EE03DF58207BD988F84BE4F64D93D9EB32B3E6B6EB3BDED5CF83DC78C99BD7A1768BEBF9712BDE395053D67CF5A3C21BC293C61D4F23C0467B13C84FAB0BC685376BD7ABED9BC8B0B10BD7B27F8BC86E2E1BD253F5EBD2AB8063CD979FD3C60CFD1BB477496BC22E95A3D9DCDA63DC6478B3DD13033BEAF883ABDA084903D541B533DA7398B3D25C2003DE9CDAEBD9761FA3DCE380BBE19E2C93DD3A1D6BABFCC16BE434422BD4287F63D630271BD6EEEF7BDB693ECBCB08AA7BDBA0F00BE2937333D3777A33D3BFD61BDD879563DB9861EBD235F23BCB92E4A3C88E9183E68E54F3D4D9ECCBD9E48533D8B32B5BC6F053FBDAEFBABBD69192CBBBE0AC5BBE1BB24BD18740EBE7FD02EBE96B0513C3FFC913C698D5F3E595C92BC0A30D13D19C7F43D821AC8BB5AA9FB3B621030BDBCC6353EA5761ABE9AE981BBF4BB0D3E4B6C30BC23DB69BD07C7BE3CB3DA573DB86C683DE2B8E63C619E993DF9ADC13D8BB0E2BDB0311BBDDF1CB23D8623483D352FC03C43B9893D4700C33D61BAAFBD3947FBBD2246ECBD07543E3EA2F2D7BD7C2CC0BC9EF197BC3F29D33D0B0132BE90AC80BBECB4F83DDB54E43D79A7273DE5C2D5BC9EFC333E18352BBEE1E7C83D5026503DB016723D27C0D93C6515A83C19A0BE3DC124ECBD394BFFBDEA14853C41E3AA3B0612863C3FDC223EFD486DBDBEDE993D43781D3D0356723E7B950FBEFFA45FBDE8193BBDD03A073E59EBA7BDFBC5293E73A5233E0847B13D3426333D475A1FBE8537953C338012BE228814BD5061A63C0607FDBC99B9C23D67A453BC27931EBE8719D9BDBE7202BE219C01BD6081FF3D51274F3D26100B3D819F03BE359A723EB83939BBEA7D773EDEA5B1BD059768BD481A853EA528DCBD7D802B3D65870ABD3C96A6BD684B5D3E63A5CDBD71CBB73DC929E23D8937CFBD9F4642BE685636BE34C1A3BD2A68B63CA865093DF1DD9ABCC8882CBC227CC73D57519D3D42231B3DB1B57CBD353F9F3D6C72943C192899BDEB4B6CBD87A0FB3D95F73C3EE0F958BD4FCB54BE09A0703DFCFCB8BD0004963DFAFD19BD964F643EC2E6373C61E7B83DCFD7F8BD045990BEFCB95D3CA499D63C7284933D57D762BDC54804BE07E423BE0791623DB377913DF55AB3BD714858BDE42195BDBA1142BE921DA33C9C43AD3DD4F7B6BC42A911BE1D77A2BC86B70B3E361A5A3EC371DC3C3B93A1BDAB524BBECA4D1EBE24A211BC71F2B83C4B3DD23C5F6ED7BCA4061EBED96D21BE5160713C1BDFA8BD7B9D053E866415BE43C22C3E987F88BD20D6B63C73D0B63CCEE70CBD3F2E4EBED39645BD61E61B3E3A2703BEC9A13CBE194DB3BCEBE928BD126304BE7C209ABDCC0C45BD061D29BD2558853C82B9903DBF8B1E3DF4FA0B3DF10B2C3E6F51E03D2E2395BE48C014BD517021BE99228DBD7AEA9D3DCACFA4BCDF772FBD9EDB063EA3FC19BE97B419BC89C5603D512B1E3B203DEEBD17E613BBE560A53D6054123D5C20023D86DCFB3C817F5D3CD035FEBD6D37FDBC9B78303D7F769FBEEF119B3D85350A3D3E0ADEBD3DDA98BD9EFCA6BCCC57293D893319BD9300EF3D5C37293DFF16A1BD01FF40BDE86EBA3CC72B953D65448B3DC9E51FBCC5EE743C8F8024BBF257A83D9EFBC9BDA3EC763DA3AF3DBE3CBE383DB9E3D13C41EE1CB813615ABEBB6E203E9EFEB73D38C7263BF3E23B3DAE62C0BDBCD3513DC0C01F3E9D45F1BD83DE893E52F732BD0074A93DFF2FA9BDFFE81F3D8F7302BE44F686BD2140BBBCF14F86BD89C7C5BC0AE0C73D06C602BEE7E3F4BD2A349A3B931767BD5C91CDBD9152583C272A67BDDBAE093D2A4982BBD3D5A4BCD39BDFBB448FD13D7690063E72BF82BCF7EFD2BD9AC11ABEE9B764BEF6D5F0BD198EAEBD0326ACBB329140BE7F66123EF4D0D93DCA02FF3D701452BDC6E2C73C2D05C2BD54B31E3E736DF8BD856152BDFEC1113EEEF47E3EE04816BC9BAB29BD7B5D80BE79262F3E7D76FC3C61EA40BE3274B23D1E727B3D7E2911BD627D64BD9887953DE4A5BF3C3568473DA62FFB3D845DF43DCAC09B3D8DBB6F3DD8E202BE3072E4BD2AA2A73D118C843D4B3F543D651AAC3D76EB62BD8464673DD885CABD4168CC3B7253BE3D319F8ABD4FFA473E6D42E83DF7800C3EB5FAACBC"> : tensor<4x16x24xf32>
    %cst_9 = arith.constant dense<[-0.138894945, -0.0698589832, 5.516670e-02, -0.0279003028, 0.0721365139, 0.015045492, -0.0589753762, 0.0934215262, 0.135174468, -0.0732149183, 0.0511907637, 0.015659418, 0.0280879661, -0.0104107466, -0.125268146, 0.140952379, -0.104359187, -0.0870626345, 0.0656270608, 0.0179874804, -7.960370e-02, -0.065754734, -0.0158697497, -0.0436082184]> : tensor<24xf32>
    %cst_10 = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<5xf32>
    %1 = linalg.fill ins(%cst_10 : f32) outs(%0 : tensor<5xf32>) -> tensor<5xf32>
    %2 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%arg0 : tensor<5x16xf32>) outs(%1 : tensor<5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.addf %out, %in : f32
      linalg.yield %94 : f32
    } -> tensor<5xf32>
    %expanded = tensor.expand_shape %2 [[0, 1]] output_shape [5, 1] : tensor<5xf32> into tensor<5x1xf32>
    %3 = tensor.empty() : tensor<5x1xf32>
    %4 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%expanded : tensor<5x1xf32>) outs(%3 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.divf %in, %cst_2 : f32
      linalg.yield %94 : f32
    } -> tensor<5x1xf32>
    %5 = tensor.empty() : tensor<5x16xf32>
    %6 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, 0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%4 : tensor<5x1xf32>) outs(%5 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x16xf32>
    %7 = tensor.empty() : tensor<5x16xf32>
    %8 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%arg0, %6 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%7 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_16: f32, %out: f32):
      %94 = arith.subf %in, %in_16 : f32
      linalg.yield %94 : f32
    } -> tensor<5x16xf32>
    %9 = tensor.empty() : tensor<5x16xf32>
    %10 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%8 : tensor<5x16xf32>) outs(%9 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.mulf %in, %in : f32
      linalg.yield %94 : f32
    } -> tensor<5x16xf32>
    %11 = tensor.empty() : tensor<5xf32>
    %12 = linalg.fill ins(%cst_10 : f32) outs(%11 : tensor<5xf32>) -> tensor<5xf32>
    %13 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%10 : tensor<5x16xf32>) outs(%12 : tensor<5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.addf %out, %in : f32
      linalg.yield %94 : f32
    } -> tensor<5xf32>
    %expanded_11 = tensor.expand_shape %13 [[0, 1]] output_shape [5, 1] : tensor<5xf32> into tensor<5x1xf32>
    %14 = tensor.empty() : tensor<5x1xf32>
    %15 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%expanded_11 : tensor<5x1xf32>) outs(%14 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.divf %in, %cst_2 : f32
      linalg.yield %94 : f32
    } -> tensor<5x1xf32>
    %16 = tensor.empty() : tensor<5x1xf32>
    %17 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%15 : tensor<5x1xf32>) outs(%16 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.addf %in, %cst_1 : f32
      linalg.yield %94 : f32
    } -> tensor<5x1xf32>
    %18 = tensor.empty() : tensor<5x1xf32>
    %19 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%17 : tensor<5x1xf32>) outs(%18 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = math.sqrt %in : f32
      linalg.yield %94 : f32
    } -> tensor<5x1xf32>
    %20 = tensor.empty() : tensor<5x16xf32>
    %21 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, 0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%19 : tensor<5x1xf32>) outs(%20 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x16xf32>
    %22 = tensor.empty() : tensor<5x16xf32>
    %23 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%8, %21 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%22 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_16: f32, %out: f32):
      %94 = arith.divf %in, %in_16 : f32
      linalg.yield %94 : f32
    } -> tensor<5x16xf32>
    %24 = tensor.empty() : tensor<5x16xf32>
    %25 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%cst_3 : tensor<16xf32>) outs(%24 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x16xf32>
    %26 = tensor.empty() : tensor<5x16xf32>
    %27 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%23, %25 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%26 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_16: f32, %out: f32):
      %94 = arith.mulf %in, %in_16 : f32
      linalg.yield %94 : f32
    } -> tensor<5x16xf32>
    %28 = tensor.empty() : tensor<5x16xf32>
    %29 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%cst_4 : tensor<16xf32>) outs(%28 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x16xf32>
    %30 = tensor.empty() : tensor<5x16xf32>
    %31 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%27, %29 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%30 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_16: f32, %out: f32):
      %94 = arith.addf %in, %in_16 : f32
      linalg.yield %94 : f32
    } -> tensor<5x16xf32>
    %32 = tensor.empty() : tensor<5x16xf32>
    %33 = linalg.fill ins(%cst_10 : f32) outs(%32 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %34 = linalg.matmul ins(%31, %cst_5 : tensor<5x16xf32>, tensor<16x16xf32>) outs(%33 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %35 = tensor.empty() : tensor<5x16xf32>
    %36 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%cst_6 : tensor<16xf32>) outs(%35 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x16xf32>
    %37 = tensor.empty() : tensor<5x16xf32>
    %38 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%34, %36 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%37 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_16: f32, %out: f32):
      %94 = arith.addf %in, %in_16 : f32
      linalg.yield %94 : f32
    } -> tensor<5x16xf32>
    %expanded_12 = tensor.expand_shape %38 [[0], [1, 2]] output_shape [5, 4, 4] : tensor<5x16xf32> into tensor<5x4x4xf32>
    %39 = tensor.empty() : tensor<5x4x4xi1>
    %40 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_12 : tensor<5x4x4xf32>) outs(%39 : tensor<5x4x4xi1>) {
    ^bb0(%in: f32, %out: i1):
      %94 = arith.cmpf ogt, %in, %cst_10 : f32
      linalg.yield %94 : i1
    } -> tensor<5x4x4xi1>
    %41 = tensor.empty() : tensor<5x4x4xi32>
    %42 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_7 : tensor<4xi32>) outs(%41 : tensor<5x4x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x4x4xi32>
    %43 = tensor.empty() : tensor<5x4x4xi32>
    %44 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%40, %42 : tensor<5x4x4xi1>, tensor<5x4x4xi32>) outs(%43 : tensor<5x4x4xi32>) {
    ^bb0(%in: i1, %in_16: i32, %out: i32):
      %94 = arith.select %in, %in_16, %c0_i32 : i32
      linalg.yield %94 : i32
    } -> tensor<5x4x4xi32>
    %45 = tensor.empty() : tensor<5x4xi32>
    %46 = linalg.fill ins(%c0_i32 : i32) outs(%45 : tensor<5x4xi32>) -> tensor<5x4xi32>
    %47 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%44 : tensor<5x4x4xi32>) outs(%46 : tensor<5x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      %94 = arith.addi %out, %in : i32
      linalg.yield %94 : i32
    } -> tensor<5x4xi32>
    %48 = tensor.empty() : tensor<5x4x4xf32>
    %49 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_12 : tensor<5x4x4xf32>) outs(%48 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = math.absf %in : f32
      linalg.yield %94 : f32
    } -> tensor<5x4x4xf32>
    %50 = tensor.empty() : tensor<5x4xf32>
    %51 = linalg.fill ins(%cst_10 : f32) outs(%50 : tensor<5x4xf32>) -> tensor<5x4xf32>
    %52 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%49 : tensor<5x4x4xf32>) outs(%51 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.addf %out, %in : f32
      linalg.yield %94 : f32
    } -> tensor<5x4xf32>
    %53 = tensor.empty() : tensor<5x4x4xf32>
    %54 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%49 : tensor<5x4x4xf32>) outs(%53 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.mulf %in, %cst_0 : f32
      linalg.yield %94 : f32
    } -> tensor<5x4x4xf32>
    %55 = tensor.empty() : tensor<5x4x4xf32>
    %56 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%54 : tensor<5x4x4xf32>) outs(%55 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = math.exp %in : f32
      linalg.yield %94 : f32
    } -> tensor<5x4x4xf32>
    %57 = tensor.empty() : tensor<5x4x4xf32>
    %58 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%56 : tensor<5x4x4xf32>) outs(%57 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.addf %in, %cst : f32
      linalg.yield %94 : f32
    } -> tensor<5x4x4xf32>
    %59 = tensor.empty() : tensor<5x4xf32>
    %60 = linalg.fill ins(%cst : f32) outs(%59 : tensor<5x4xf32>) -> tensor<5x4xf32>
    %61 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%58 : tensor<5x4x4xf32>) outs(%60 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.mulf %out, %in : f32
      linalg.yield %94 : f32
    } -> tensor<5x4xf32>
    %62 = tensor.empty() : tensor<5x4xf32>
    %63 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%52, %61 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%62 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %in_16: f32, %out: f32):
      %94 = arith.divf %in, %in_16 : f32
      linalg.yield %94 : f32
    } -> tensor<5x4xf32>
    %64 = tensor.empty() : tensor<4xi32>
    %65 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%64 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %94 = linalg.index 0 : index
      %95 = arith.index_cast %94 : index to i32
      linalg.yield %95 : i32
    } -> tensor<4xi32>
    %66 = tensor.empty() : tensor<4xi1>
    %67 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%65 : tensor<4xi32>) outs(%66 : tensor<4xi1>) {
    ^bb0(%in: i32, %out: i1):
      %94 = arith.cmpi slt, %in, %c0_i32 : i32
      linalg.yield %94 : i1
    } -> tensor<4xi1>
    %68 = tensor.empty() : tensor<4xi32>
    %69 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%65 : tensor<4xi32>) outs(%68 : tensor<4xi32>) {
    ^bb0(%in: i32, %out: i32):
      %94 = arith.addi %in, %c4_i32 : i32
      linalg.yield %94 : i32
    } -> tensor<4xi32>
    %70 = tensor.empty() : tensor<4xi32>
    %71 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%67, %69, %65 : tensor<4xi1>, tensor<4xi32>, tensor<4xi32>) outs(%70 : tensor<4xi32>) {
    ^bb0(%in: i1, %in_16: i32, %in_17: i32, %out: i32):
      %94 = arith.select %in, %in_16, %in_17 : i32
      linalg.yield %94 : i32
    } -> tensor<4xi32>
    %72 = tensor.empty() : tensor<5x4xi1>
    %73 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%47 : tensor<5x4xi32>) outs(%72 : tensor<5x4xi1>) {
    ^bb0(%in: i32, %out: i1):
      %94 = arith.cmpi slt, %in, %c0_i32 : i32
      linalg.yield %94 : i1
    } -> tensor<5x4xi1>
    %74 = tensor.empty() : tensor<5x4xi32>
    %75 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%47 : tensor<5x4xi32>) outs(%74 : tensor<5x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      %94 = arith.addi %in, %c16_i32 : i32
      linalg.yield %94 : i32
    } -> tensor<5x4xi32>
    %76 = tensor.empty() : tensor<5x4xi32>
    %77 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%73, %75, %47 : tensor<5x4xi1>, tensor<5x4xi32>, tensor<5x4xi32>) outs(%76 : tensor<5x4xi32>) {
    ^bb0(%in: i1, %in_16: i32, %in_17: i32, %out: i32):
      %94 = arith.select %in, %in_16, %in_17 : i32
      linalg.yield %94 : i32
    } -> tensor<5x4xi32>
    %78 = tensor.empty() : tensor<5x4xi32>
    %79 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%71 : tensor<4xi32>) outs(%78 : tensor<5x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x4xi32>
    %expanded_13 = tensor.expand_shape %79 [[0], [1, 2]] output_shape [5, 4, 1] : tensor<5x4xi32> into tensor<5x4x1xi32>
    %expanded_14 = tensor.expand_shape %77 [[0], [1, 2]] output_shape [5, 4, 1] : tensor<5x4xi32> into tensor<5x4x1xi32>
    %80 = tensor.empty() : tensor<5x4x2xi32>
    %inserted_slice = tensor.insert_slice %expanded_13 into %80[0, 0, 0] [5, 4, 1] [1, 1, 1] : tensor<5x4x1xi32> into tensor<5x4x2xi32>
    %inserted_slice_15 = tensor.insert_slice %expanded_14 into %inserted_slice[0, 0, 1] [5, 4, 1] [1, 1, 1] : tensor<5x4x1xi32> into tensor<5x4x2xi32>
    %81 = tensor.empty() : tensor<5x4x24xf32>
    %82 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} outs(%81 : tensor<5x4x24xf32>) {
    ^bb0(%out: f32):
      %94 = linalg.index 0 : index
      %95 = linalg.index 1 : index
      %96 = linalg.index 2 : index
      %extracted = tensor.extract %inserted_slice_15[%94, %95, %c0] : tensor<5x4x2xi32>
      %97 = arith.index_cast %extracted : i32 to index
      %extracted_16 = tensor.extract %inserted_slice_15[%94, %95, %c1] : tensor<5x4x2xi32>
      %98 = arith.index_cast %extracted_16 : i32 to index
      %99 = arith.maxsi %97, %c0 : index
      %100 = arith.minsi %99, %c3 : index
      %101 = arith.maxsi %98, %c0 : index
      %102 = arith.minsi %101, %c15 : index
      %extracted_17 = tensor.extract %cst_8[%100, %102, %96] : tensor<4x16x24xf32>
      linalg.yield %extracted_17 : f32
    } -> tensor<5x4x24xf32>
    %83 = tensor.empty() : tensor<5x4x24xf32>
    %84 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%63 : tensor<5x4xf32>) outs(%83 : tensor<5x4x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x24xf32>
    %85 = tensor.empty() : tensor<5x4x24xf32>
    %86 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%82, %84 : tensor<5x4x24xf32>, tensor<5x4x24xf32>) outs(%85 : tensor<5x4x24xf32>) {
    ^bb0(%in: f32, %in_16: f32, %out: f32):
      %94 = arith.mulf %in, %in_16 : f32
      linalg.yield %94 : f32
    } -> tensor<5x4x24xf32>
    %87 = tensor.empty() : tensor<5x24xf32>
    %88 = linalg.fill ins(%cst_10 : f32) outs(%87 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %89 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%86 : tensor<5x4x24xf32>) outs(%88 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.addf %out, %in : f32
      linalg.yield %94 : f32
    } -> tensor<5x24xf32>
    %90 = tensor.empty() : tensor<5x24xf32>
    %91 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%cst_9 : tensor<24xf32>) outs(%90 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x24xf32>
    %92 = tensor.empty() : tensor<5x24xf32>
    %93 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%89, %91 : tensor<5x24xf32>, tensor<5x24xf32>) outs(%92 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_16: f32, %out: f32):
      %94 = arith.addf %in, %in_16 : f32
      linalg.yield %94 : f32
    } -> tensor<5x24xf32>
    return %93 : tensor<5x24xf32>
  }
}